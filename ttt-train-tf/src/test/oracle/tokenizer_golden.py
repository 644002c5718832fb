"""Writes the golden files of the tokenizers with Hugging Face's own library (pip install tokenizers==0.23.2).

Run once, in this directory: python3 tokenizer_golden.py

It writes
  src/main/resources/org/ttt4j/train/tf/unicode-classes.txt   letters, numbers and word characters as the library sees them
  src/test/resources/org/ttt4j/train/tf/tokenizers/NAME.json.gz   small tokenizers in the exact form of each family
  src/test/resources/org/ttt4j/train/tf/tokenizers/golden.jsonl.gz   texts, and for each tokenizer ids and decoded text
  src/test/resources/org/ttt4j/train/tf/tokenizers/special-is-text.jsonl.gz   those of these texts that have other ids where
      special tokens are text, with number (from 0), tokenizer and ids; alone with: python3 tokenizer_golden.py special
"""

import gzip
import json
import random
import sys
import unicodedata
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

MODULE = Path(__file__).resolve().parents[3]
MAIN = MODULE / "src/main/resources/org/ttt4j/train/tf"
TEST = MODULE / "src/test/resources/org/ttt4j/train/tf/tokenizers"

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
# The same with possessive quantifiers, as OpenAI's cl100k_base writes it.
POSSESSIVE = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
)

CORPUS = (
    "The quick brown fox jumps over the lazy dog. It's what they've said; we'll see, I'm sure you'd agree.\n"
    "def read_lines(path):\n    with open(path) as file:\n        return [line.rstrip() for line in file]\n\n"
    "for (int i = 0; i < values.length; i++) { sum += values[i]; } // the sum of all the values\n"
    "In 1998, 2024 and 12345678 people, 3.14159 of them, read the 42nd page.\n\n\n"
    "naïve café, Größe, über, señor, привет мир, это тест, γειά σου κόσμε, 你好世界, 今日は, 안녕하세요 세계\n"
    "\t\tindented\twith\ttabs\n\n    and with spaces     here.\r\nWindows line ends\r\n"
    "The the the there then their theirs themselves; other another others brother mother together.\n"
    "the end of the text of the document of the model of the language of the world\n"
) * 3


# --- Unicode classes ---------------------------------------------------------------------------------------------------


def scalars():
    return (c for c in range(0x110000) if not 0xD800 <= c < 0xE000)


def ranges(members):
    out, members = [], sorted(members)
    first = last = members[0]
    for c in members[1:] + [None]:
        if c is not None and c == last + 1:
            last = c
            continue
        out.append(f"{first:x}" if first == last else f"{first:x}-{last:x}")
        first = last = c
    return " ".join(out)


def matching(pattern):
    """Code points that a pattern matches as the library's Split does."""
    from tokenizers import Regex

    split = pre_tokenizers.Split(Regex(pattern), "removed")
    found = []
    for c in scalars():
        pieces = split.pre_tokenize_str("\u0001" + chr(c) + "\u0001")
        if len(pieces) == 2 and all(piece == "\u0001" for piece, _ in pieces):
            found.append(c)
    return found


def single_words():
    """Code points that a token with single_word may not touch."""
    from tokenizers import AddedToken

    plain = Tokenizer(models.BPE({"<unk>": 0}, [], unk_token="<unk>"))
    plain.add_tokens([AddedToken("<t>", single_word=True, normalized=False)])
    token = plain.token_to_id("<t>")
    return [c for c in scalars() if token not in plain.encode("<t>" + chr(c)).ids]


def unicode_classes():
    lines = ["# Made by src/test/oracle/tokenizer_golden.py. Do not edit."]
    lines.append("letter " + ranges(matching(r"\p{L}")))
    lines.append("number " + ranges(matching(r"\p{N}")))
    lines.append("word " + ranges(single_words()))
    print("space", ranges(matching(r"\s")))
    (MAIN / "unicode-classes.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


# --- Tokenizers --------------------------------------------------------------------------------------------------------


def added(id, content, special=True, **options):
    token = {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False}
    return {**token, "normalized": False, "special": special, **options}


def tokenizer(tokens, normalizer, cutter, after, decoder, model):
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": tokens,
        "normalizer": normalizer,
        "pre_tokenizer": cutter,
        "post_processor": after,
        "decoder": decoder,
        "model": model,
    }


def template(bos, id):
    return {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": bos, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {bos: {"id": bos, "ids": [id], "tokens": [bos]}},
    }


def byte_level(**options):
    return {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True, **options}


def split(pattern):
    return {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}


def sequence(*parts):
    return {"type": "Sequence", "pretokenizers": list(parts)}


def learned(cutter, size, alphabet):
    """Vocabulary and merges of a small BPE."""
    plain = Tokenizer(models.BPE())
    plain.pre_tokenizer = cutter
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    plain.train_from_iterator([CORPUS], trainer)
    model = json.loads(plain.to_str())["model"]
    return model["vocab"], model["merges"]


def bytes_model(cutter, size, **options):
    vocab, merges = learned(cutter, size, pre_tokenizers.ByteLevel.alphabet())
    model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None}
    return {**model, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, **options, "vocab": vocab, "merges": merges}


def pieces_model(specials, size):
    """In the order of SentencePiece's files: special tokens, bytes, pieces; merges that cross words are learned too."""
    vocab, merges = learned(pre_tokenizers.Metaspace(), size, ["▁", "\n", "\t"])
    tokens = specials + [f"<0x{b:02X}>" for b in range(256)]
    tokens += [token for token, _ in sorted(vocab.items(), key=lambda item: item[1]) if token not in tokens]
    for left, right in (("▁", "▁"), ("▁▁", "▁▁"), ("▁▁▁▁", "▁▁▁▁"), ("▁the", "▁"), ("s", "▁the"), ("\n", "\n")):
        if left in tokens and right in tokens and left + right not in tokens:
            tokens.append(left + right)
            merges.insert(len(merges) // 2, [left, right])
    model = {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None}
    model = {**model, "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": True}
    return {**model, "vocab": {token: id for id, token in enumerate(tokens)}, "merges": merges}


def pieces_decoder(strip):
    decoders = [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]
    return {"type": "Sequence", "decoders": decoders + ([{"type": "Strip", "content": " ", "start": 1, "stop": 0}] if strip else [])}


def tokenizers():
    from tokenizers import Regex

    def cut(pattern):
        return pre_tokenizers.Sequence(
            [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
        )

    byte_cut = pre_tokenizers.ByteLevel(add_prefix_space=False)
    gpt2 = bytes_model(byte_cut, 640)
    gpt2["merges"] = [" ".join(pair) for pair in gpt2["merges"]]
    n = len(gpt2["vocab"])
    gpt2["vocab"]["<|endoftext|>"] = n
    end = added(n, "<|endoftext|>", normalized=True)
    yield "gpt2", tokenizer([end], None, byte_level(), byte_level(), byte_level(), gpt2)
    prefixed = byte_level(add_prefix_space=True)
    yield "gpt2-prefix", tokenizer([end], None, prefixed, prefixed, prefixed, gpt2)
    digits = sequence({"type": "Digits", "individual_digits": True}, byte_level())
    yield "smollm", tokenizer([end], None, digits, None, byte_level(), gpt2)

    llama3 = bytes_model(cut(LLAMA3), 640, ignore_merges=True)
    # Whole words that no merge makes: what ignore_merges is about.
    for word in ("Ġquickly", "Ġworldwide", "123"):
        llama3["vocab"].setdefault(word, len(llama3["vocab"]))
    n = len(llama3["vocab"])
    specials = [added(n, "<|begin_of_text|>"), added(n + 1, "<|end_of_text|>"), added(n + 2, "<|eot_id|>")]
    after = {"type": "Sequence", "processors": [byte_level(), template("<|begin_of_text|>", n)]}
    cutter = sequence(split(LLAMA3), byte_level(use_regex=False))
    yield "llama3", tokenizer(specials, None, cutter, after, byte_level(), llama3)

    qwen2 = bytes_model(cut(QWEN2), 640, ignore_merges=False)
    n = len(qwen2["vocab"])
    specials = [added(n, "<|endoftext|>"), added(n + 1, "<|im_start|>"), added(n + 2, "<|im_end|>")]
    specials += [added(n + 3, "<tool_call>", special=False), added(n + 4, "<tool_call>s", special=False)]
    cutter = sequence(split(QWEN2), byte_level(use_regex=False, trim_offsets=False))
    yield "qwen2", tokenizer(specials, {"type": "NFC"}, cutter, byte_level(), byte_level(), qwen2)

    cutter = sequence(split(POSSESSIVE), byte_level(use_regex=False))
    yield "possessive", tokenizer(specials, None, cutter, byte_level(), byte_level(), qwen2)

    base = ["<unk>", "<s>", "</s>"]
    prepend = {"type": "Prepend", "prepend": "▁"}
    replace = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    both = {"type": "Sequence", "normalizers": [prepend, replace]}
    llama2 = pieces_model(base, 420)
    three = [added(id, token) for id, token in enumerate(base)]
    yield "llama2", tokenizer(three, both, None, template("<s>", 1), pieces_decoder(True), llama2)
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}
    yield "llama2-metaspace", tokenizer(three, None, metaspace, template("<s>", 1), pieces_decoder(True), llama2)
    old = [added(id, token, normalized=True) for id, token in enumerate(base)]
    yield "llama2-normalized", tokenizer(old, both, None, template("<s>", 1), pieces_decoder(True), llama2)
    splitting = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    yield "metaspace-split", tokenizer(three, None, splitting, None, {**splitting}, llama2)

    n = len(llama2["vocab"])
    phi3 = [added(0, "<unk>"), added(1, "<s>"), added(2, "</s>", special=False, rstrip=True)]
    phi3 += [added(n, "<|endoftext|>"), added(n + 1, "<|assistant|>", rstrip=True), added(n + 2, "<|end|>", rstrip=True)]
    phi3 += [added(n + 3, "<|left|>", lstrip=True), added(n + 4, "<|word|>", single_word=True, special=False)]
    yield "phi3", tokenizer(phi3, both, None, template("<s>", 1), pieces_decoder(True), llama2)

    base = ["<pad>", "<eos>", "<bos>", "<unk>", "\n\n\n", "▁▁▁", "<html>"]
    gemma2 = pieces_model(base, 420)
    gemma = [added(id, token, special=id < 4) for id, token in enumerate(base)]
    spaces = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
    yield "gemma2", tokenizer(gemma, replace, spaces, template("<bos>", 2), pieces_decoder(False), gemma2)


# --- Texts -------------------------------------------------------------------------------------------------------------

SNIPPETS = [
    " the", "the ", "The", "ing ", "    ", "it's", "IT'S", "we'Ll", "'ſ", "'ve", "'VE", "' d", "function", "\n  ", "\r\n", "\n\n\n",
    " \n", "12345", "1234567890", " 42", "3.14", "٣٤٥", "²³", "Ⅻ", "\t", "\u00a0", "\u2003", "\u3000", "\u0085", "\u200b", "\ufeff",
    "▁", " ▁", "▁▁▁", "   ", "\u0000", "\u0007", "\x7f", "naïve", "nai\u0308ve", "e\u0301", "\u1100\u1161\u11a8", "각", "각",
    "中文", "日本語", "привет", "κόσμε", "😀", "👩‍👩‍👧", "🇩🇪", "\U0001d7ce", "\U00020000", "\U000e0001", "\ue000", "İ", "ß", "K", "ſt",
    "<|endoftext|>", " <|endoftext|> ", "<s>", " <s> ", "</s>  x", "<|end|> \n y", "z \t<|left|>", "<|word|>", "a<|word|>", "<|word|>_",
    "\u0301<|word|>\u0301", " <|word|> ", "<|im_start|>user\n", "<|im_end|>", "<|begin_of_text|>", "<tool_call>", "<tool_call>s",
    "<|assistant|>\n\n", "<|end|><|end|>", "<html>", "<0x41>", "<unk>", "quickly", " worldwide", "123", "<bos>", "<eos>", "!!!", " ...\n",
]


def random_text(rng):
    out = []
    for _ in range(rng.randrange(14)):
        kind = rng.randrange(10)
        if kind < 5:
            out.append(rng.choice(SNIPPETS))
        elif kind < 7:
            out.append("".join(rng.choice("etaoin shrdlu  ETAO'sxt.,;:(){}#01 9\n") for _ in range(rng.randrange(12))))
        elif kind < 8:
            at = rng.randrange(len(CORPUS) // 3)
            out.append(CORPUS[at : at + rng.randrange(30)])
        else:
            for _ in range(rng.randrange(4)):
                c = rng.choice([rng.randrange(0x250), rng.randrange(0x3000), rng.randrange(0x10000), rng.randrange(0x20000)])
                out.append(" " if 0xD800 <= c < 0xE000 else chr(c))
    return "".join(out)


def stable(text):
    """Composition alike in all versions of Unicode: only characters that Unicode 13 had."""
    return all(unicodedata.ucd_3_2_0.category(c) != "Cn" or unicodedata.normalize("NFD", c) == c and not unicodedata.combining(c) for c in text)


def main():
    TEST.mkdir(parents=True, exist_ok=True)
    unicode_classes()
    rng = random.Random(20261121)
    texts = ["", " ", "  ", "\n", "Hello", " Hello", "Hello world", CORPUS[: len(CORPUS) // 3]]
    while len(texts) < 700:
        text = random_text(rng)
        if stable(text):
            texts.append(text)
    golden = [{"text": text} for text in texts]
    for name, content in tokenizers():
        raw = json.dumps(content, ensure_ascii=False)
        with gzip.GzipFile(TEST / f"{name}.json.gz", "wb", mtime=0) as file:
            file.write(raw.encode())
        oracle = Tokenizer.from_str(raw)
        for line in golden:
            ids = oracle.encode(line["text"], add_special_tokens=False).ids
            decoded = oracle.decode(ids, skip_special_tokens=False)
            line[name] = {"ids": ids} if decoded == line["text"] else {"ids": ids, "decoded": decoded}
        print(name, len(content["model"]["vocab"]), "tokens,", sum(len(line[name]["ids"]) for line in golden), "ids")
    with gzip.GzipFile(TEST / "golden.jsonl.gz", "wb", mtime=0) as file:
        for line in golden:
            file.write((json.dumps(line, ensure_ascii=False) + "\n").encode())


def special_is_text():
    """From the files written before."""
    with gzip.open(TEST / "golden.jsonl.gz", "rt", encoding="utf-8", newline="\n") as file:
        golden = [json.loads(line) for line in file]
    with gzip.GzipFile(TEST / "special-is-text.jsonl.gz", "wb", mtime=0) as file:
        for name in golden[0]:
            if name == "text":
                continue
            oracle = Tokenizer.from_str(gzip.open(TEST / f"{name}.json.gz", "rt", encoding="utf-8").read())
            oracle.encode_special_tokens = True
            for number, line in enumerate(golden):
                ids = oracle.encode(line["text"], add_special_tokens=False).ids
                if ids != line[name]["ids"]:
                    file.write((json.dumps({"number": number, "tokenizer": name, "ids": ids}) + "\n").encode())


if __name__ == "__main__":
    if sys.argv[1:] != ["special"]:
        main()
    special_is_text()
