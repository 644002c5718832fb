package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTests {

    @ParameterizedTest
    @CsvSource({
        "5GB, 5000000000",
        "500MiB, 524288000",
        "1.5 KB, 1500",
        "1.5 kB, 1500",
        "10, 10",
        "10B, 10",
        "2T, 2000000000000",
        "4g, 4000000000",
        "1Ki, 1024"
    })
    void amountsAreReadAsWritten(String text, long bytes) {
        assertThat(ByteSize.parse("--size", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.5", "-1GB", "5 apples", "1iB", "GB", "1e9", "999999999999TB"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> ByteSize.parse("--size", text))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--size");
    }

    @ParameterizedTest
    @CsvSource({"999, 999 bytes", "1000, 1.00 kB", "548105171, 548 MB", "12345678, 12.3 MB", "1500000000000, 1.50 TB"})
    void amountsAreWrittenShort(long bytes, String text) {
        assertThat(ByteSize.text(bytes)).isEqualTo(text);
    }
}
