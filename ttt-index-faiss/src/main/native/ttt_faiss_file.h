// Files that say when they fail. Not parsed by JavaCPP.
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace ttt_faiss {

// A stream whose failures all surface: FAISS's own file writer drops the error of fclose, which is where a full disk
// often shows.
class File {
public:
    File(const int8_t* path, const char* mode)
            : name(reinterpret_cast<const char*>(path)), stream(std::fopen(name.c_str(), mode)) {
        if (!stream) {
            fail("cannot open");
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (stream) {
            std::fclose(stream);
        }
    }
    std::FILE* get() { return stream; }
    // Numbers as they are in memory: only the machine that wrote them reads them.
    template <typename T>
    void put(const std::vector<T>& values) {
        int64_t count = static_cast<int64_t>(values.size());
        if (std::fwrite(&count, sizeof(count), 1, stream) != 1 ||
            std::fwrite(values.data(), sizeof(T), values.size(), stream) != values.size()) {
            fail("cannot write");
        }
    }
    template <typename T>
    std::vector<T> take() {
        int64_t count = 0;
        if (std::fread(&count, sizeof(count), 1, stream) != 1) {
            fail("cannot read");
        }
        std::vector<T> values(static_cast<size_t>(count));
        if (std::fread(values.data(), sizeof(T), values.size(), stream) != values.size()) {
            fail("cannot read");
        }
        return values;
    }
    void finish() {
        if (std::fflush(stream) != 0 || fsync(fileno(stream)) != 0) {
            fail("cannot write");
        }
        std::FILE* last = stream;
        stream = nullptr;
        if (std::fclose(last) != 0) {
            fail("cannot close");
        }
    }

private:
    [[noreturn]] void fail(const char* what) {
        throw std::runtime_error(std::string(what) + " " + name + ": " + std::strerror(errno));
    }
    std::string name;
    std::FILE* stream;
};

} // namespace ttt_faiss
