#include "core/base/error.h"
#include "core/base/model_files.h"
#include "core/base/weights/gguf_file.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/hex.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <numeric>
#include <sstream>

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

bool isClose(double found, double expected, double tolerance) {
    return std::abs(found - expected) <= tolerance;
}

// One line of tensors_*.csv: name, type, shape, then numbers.
struct GoldenTensor {
    std::string name;
    std::string type;
    std::string shape;
    std::vector<double> numbers; // sum, absolute sum, maximum, minimum, 8 first, 4 last
};

std::vector<GoldenTensor> readGoldenTensors(const std::string& file) {
    std::ifstream in(goldenFile(file));
    std::vector<GoldenTensor> tensors;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::stringstream cells(line);
        GoldenTensor tensor;
        std::getline(cells, tensor.name, ',');
        std::getline(cells, tensor.type, ',');
        std::getline(cells, tensor.shape, ',');
        for (std::string cell; std::getline(cells, cell, ',');) {
            tensor.numbers.push_back(std::stod(cell));
        }
        tensors.push_back(tensor);
    }
    return tensors;
}

std::string shapeText(const std::vector<int64_t>& shape) {
    std::string text;
    for (const int64_t side : shape) text += (text.empty() ? "" : "x") + std::to_string(side);
    return text;
}

// What differs between the file's tensor and the golden one; empty if nothing does.
std::string difference(const GgufTensor& tensor, const GoldenTensor& golden) {
    if (nameOfGgmlType(tensor.ggmlType) != golden.type) return "type";
    if (shapeText(tensor.shape) != golden.shape) return "shape " + shapeText(tensor.shape);
    const std::vector<float> values = tensor.values("test");
    double sum = 0;
    double absoluteSum = 0;
    for (const float value : values) {
        sum += value;
        absoluteSum += std::abs(value);
    }
    const double slack = 1e-6 * golden.numbers[1];
    if (!isClose(sum, golden.numbers[0], slack)) return "sum";
    if (!isClose(absoluteSum, golden.numbers[1], slack)) return "absolute sum";
    std::vector<double> singles{*std::ranges::max_element(values),
                                *std::ranges::min_element(values)};
    singles.insert(singles.end(), values.begin(), values.begin() + 8);
    singles.insert(singles.end(), values.end() - 4, values.end());
    for (size_t i = 0; i < singles.size(); ++i) {
        const double expected = golden.numbers[i + 2];
        // The file has nine digits.
        if (!isClose(singles[i], expected, 1e-6 * std::abs(expected) + 1e-12)) {
            return "value " + std::to_string(i);
        }
    }
    return {};
}

GgufBytes smallFile() {
    GgufBytes file;
    file.text("general.architecture", "llama").uint32("llama.block_count", 2);
    file.number("eps", 0.5F).flag("yes", true).texts("words", {"a", "", "ccc"});
    file.floats("scores", {1.5F, -2.0F}).integers("kinds", {1, -1});
    file.tensor("weight", {4, 2}, 0, std::string(32, '\0'));
    file.tensor("half", {3}, 1, std::string("\x00\x3c\x00\xc0\x01\x00", 6));
    return file;
}

GgufFile parse(const std::string& bytes) { return GgufFile(shareBytes(bytes, "test.gguf")); }

} // namespace

class TestGgufFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsMetadataAndTensors() {
        const GgufFile file = parse(smallFile().bytes());
        QCOMPARE(file.version(), 3U);
        QCOMPARE(file.text("general.architecture"), std::string_view("llama"));
        QCOMPARE(file.integer("llama.block_count"), 2);
        QCOMPARE(file.integer("llama.missing", 7), 7);
        QCOMPARE(file.number("eps"), 0.5);
        QVERIFY(file.flag("yes", false));
        const std::vector<std::string_view> words{"a", "", "ccc"};
        QVERIFY(file.array("words").texts("test") == words);
        const std::vector<float> scores{1.5F, -2.0F};
        QVERIFY(file.array("scores").floats("test") == scores);
        const std::vector<int64_t> kinds{1, -1};
        QVERIFY(file.array("kinds").integers("test") == kinds);

        QCOMPARE(file.tensors().size(), size_t{2});
        const GgufTensor& weight = file.tensor("weight");
        const std::vector<int64_t> rowMajor{2, 4};
        QVERIFY(weight.shape == rowMajor);
        QCOMPARE(weight.bytes.size(), size_t{32});
        const std::vector<float> half{1.0F, -2.0F, 0x1p-24F};
        QVERIFY(file.tensor("half").values("test") == half);
        QVERIFY(file.findTensor("none") == nullptr);
    }

    void viewsOutliveTheObject() {
        std::shared_ptr<const void> owner;
        std::string_view bytes;
        {
            const GgufFile file = parse(smallFile().bytes());
            owner = file.owner();
            bytes = file.tensor("half").bytes;
        }
        QCOMPARE(static_cast<unsigned char>(bytes[1]), 0x3c);
    }

    void wrongTypesAndMissingKeysSaySo() {
        const GgufFile file = parse(smallFile().bytes());
        QVERIFY_EXCEPTION_THROWN(file.text("llama.block_count"), Error);
        QVERIFY_EXCEPTION_THROWN(file.integer("general.architecture"), Error);
        QVERIFY_EXCEPTION_THROWN(file.array("eps"), Error);
        QVERIFY_EXCEPTION_THROWN(file.array("words").integers("test"), Error);
        QVERIFY_EXCEPTION_THROWN(file.array("scores").texts("test"), Error);
        QVERIFY_EXCEPTION_THROWN(file.array("scores").integers("test"), Error);
        QVERIFY_EXCEPTION_THROWN(file.text("nothing"), Error);
        QVERIFY_EXCEPTION_THROWN(file.tensor("nothing"), Error);
    }

    void brokenFilesAreRejected_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(says);
        };
        const std::string good = smallFile().bytes();
        const std::string data32(32, '\0');
        const uint64_t huge = uint64_t{1} << 62;
        const auto raw64 = [](uint64_t number) { return GgufBytes::raw(number); };
        row("empty", "", "at least 24");
        row("short", good.substr(0, 20), "at least 24");
        row("magic", "GGML" + good.substr(4), "no GGUF file");
        row("version 1", GgufBytes(1).bytes(), "version 1");
        row("version 9", GgufBytes(9).bytes(), "version 9");
        row("big-endian", GgufBytes(0x03000000).bytes(), "big-endian");
        row("tensor count", good.substr(0, 8) + raw64(huge) + good.substr(16), "tensors");
        row("pair count", good.substr(0, 16) + raw64(huge) + good.substr(24), "metadata pairs");
        row("key length", GgufBytes().pair("k", 4, "").bytes().substr(0, 24) + raw64(huge),
            "metadata");
        row("text length", GgufBytes().pair("k", 8, raw64(huge)).bytes(), "for a text");
        row("value type", GgufBytes().pair("k", 13, data32).bytes(), "type 13");
        row("array length", GgufBytes().pair("k", 9, GgufBytes::raw(6U) + raw64(huge)).bytes(),
            "array elements");
        row("array type", GgufBytes().pair("k", 9, GgufBytes::raw(77U) + raw64(1) + data32).bytes(),
            "type 77");
        std::string nested;
        for (int i = 0; i < 9; ++i) nested += GgufBytes::raw(9U) + raw64(1);
        row("nested arrays", GgufBytes().pair("k", 9, nested + data32).bytes(), "in each other");
        row("key twice", GgufBytes().flag("k", true).flag("k", true).bytes(), "twice");
        row("alignment", GgufBytes().uint32("general.alignment", 0).bytes(), "power of two");
        row("dimensions", GgufBytes().tensor("w", {1, 1, 1, 1, 1}, 0, "abcd").bytes(),
            "5 dimensions");
        row("empty side", GgufBytes().tensor("w", {0}, 0, "abcd").bytes(), "dimension of 0");
        row("overflow", GgufBytes().tensor("w", {huge, huge}, 0, "abcd").bytes(), "dimension");
        row("wide", GgufBytes().tensor("w", {1U << 20, 1U << 20}, 0, "abcd").bytes(), "truncated");
        row("truncated", good.substr(0, good.size() - 1), "truncated");
        row("no data", good.substr(0, good.size() - 48), "bytes");
        row("offset", GgufBytes().tensorAt("w", {4}, 0, huge).append(data32).bytes(), "offset");
        row("unaligned", GgufBytes().tensorAt("w", {4}, 0, 4).append(data32).bytes(), "multiple");
        row("partial block", GgufBytes().tensor("w", {8}, 8, data32).bytes(), "multiple of 32");
        row("tensor twice",
            GgufBytes().tensor("w", {8}, 0, data32).tensorAt("w", {8}, 0, 0).bytes(), "twice");
        row("overlap", GgufBytes().tensor("w", {8}, 0, data32).tensorAt("v", {8}, 0, 0).bytes(),
            "overlaps");
    }
    void brokenFilesAreRejected() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        try {
            parse(bytes.toStdString());
            QFAIL("the file was accepted");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::BadInput);
            QVERIFY(error.place().starts_with("test.gguf"));
            QVERIFY2(error.message().find(says.toStdString()) != std::string::npos, error.what());
        }
    }

    void everyTruncationIsAnError() {
        const std::string good = smallFile().bytes();
        for (size_t length = 0; length < good.size(); ++length) {
            QVERIFY_EXCEPTION_THROWN(parse(good.substr(0, length)), Error);
        }
    }

    void unknownQuantizationIsNamedWhenItsValuesAreAskedFor() {
        const GgufFile file =
            parse(GgufBytes().tensor("w", {256}, 10, std::string(84, '\0')).bytes());
        QVERIFY(!file.tensor("w").format);
        try {
            file.tensor("w").values("test.gguf");
            QFAIL("the values were read");
        } catch (const Error& error) {
            QVERIFY(error.message().find("Q2_K") != std::string::npos);
        }
    }

    void missingFilesAndFoldersAreErrors() {
        const QTemporaryDir folder;
        const fs::path path = folder.path().toStdString();
        QVERIFY_EXCEPTION_THROWN(GgufFile{path}, Error);
        QVERIFY_EXCEPTION_THROWN(GgufFile{path / "none.gguf"}, Error);
        std::ofstream(path / "empty.gguf").flush();
        QVERIFY_EXCEPTION_THROWN(GgufFile{path / "empty.gguf"}, Error);
        std::ofstream(path / "good.gguf", std::ios::binary) << smallFile().bytes();
        QCOMPARE(GgufFile(path / "good.gguf").tensors().size(), size_t{2});
    }

    // Against the Python package gguf: tests/data/make_block_values.py.
    void blocksHaveTheValuesOfTheReference() {
        std::ifstream in(TTT_SOURCE_DIR "/tests/data/block_values.json");
        const json golden = json::parse(in);
        QCOMPARE(golden.size(), size_t{11});
        for (const auto& [name, entry] : golden.items()) {
            const std::string blocks = fromHex(entry.at("blocks").get<std::string>());
            const auto expected = entry.at("values").get<std::vector<double>>();
            const json types{{"F32", 0},   {"F16", 1},   {"BF16", 30}, {"Q4_0", 2},
                             {"Q4_1", 3},  {"Q5_0", 6},  {"Q5_1", 7},  {"Q8_0", 8},
                             {"Q4_K", 12}, {"Q5_K", 13}, {"Q6_K", 14}};
            const auto format = formatOfGgmlType(types.at(name).get<uint32_t>());
            QVERIFY(format.has_value());
            QCOMPARE(QString::fromStdString(std::string(layoutOf(*format).name)),
                     QString::fromStdString(name));
            std::vector<float> values(expected.size());
            dequantize(*format, blocks, values);
            for (size_t i = 0; i < values.size(); ++i) {
                // The file has nine digits: exact once it is a float again.
                const double slack = name[0] == 'Q' ? 2e-6 * std::abs(expected[i]) + 2e-6 : 0;
                QVERIFY2(isClose(values[i], static_cast<float>(expected[i]), slack),
                         (name + " " + std::to_string(i)).c_str());
            }
        }
    }

    void halfFloatsAreExact() {
        QCOMPARE(halfToFloat(0x7bff), 65504.0F);
        QCOMPARE(halfToFloat(0x0001), 0x1p-24F);
        QCOMPARE(halfToFloat(0x8400), -0x1p-14F);
        QVERIFY(std::signbit(halfToFloat(0x8000)));
        QVERIFY(std::isinf(halfToFloat(0xfc00)) && halfToFloat(0xfc00) < 0);
        QVERIFY(std::isnan(halfToFloat(0x7e01)));
    }

    void bufferOfTheWrongSizeIsAnError() {
        std::vector<float> values(31);
        QVERIFY_EXCEPTION_THROWN(dequantize(BlockFormat::Q8_0, std::string(34, '\0'), values),
                                 Error);
        QVERIFY_EXCEPTION_THROWN(dequantize(BlockFormat::Q8_0, std::string(33, '\0'), values),
                                 Error);
    }

    void tensorsAgreeWithTheGoldenOnes_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("golden");
        QTest::newRow("SmolLM2") << "smollm2-135m"
                                 << "tensors_smollm2.csv";
        QTest::newRow("Gemma 3") << "gemma-3-270m"
                                 << "tensors_gemma3.csv";
    }
    void tensorsAgreeWithTheGoldenOnes() {
        QFETCH(QString, model);
        QFETCH(QString, golden);
        if (!fs::exists(goldenFile(golden.toStdString()))) QSKIP("no golden files: TTT_SHARED_DIR");
        const fs::path path = modelsFolder() / findKnownModel(model.toStdString())->fileName;
        if (!fs::exists(path)) QSKIP("the model is not installed");
        const GgufFile file(path);
        const std::vector<GoldenTensor> expected = readGoldenTensors(golden.toStdString());
        QCOMPARE(file.tensors().size(), expected.size());
        for (const GoldenTensor& tensor : expected) {
            const std::string differs = difference(file.tensor(tensor.name), tensor);
            QVERIFY2(differs.empty(), (tensor.name + ": " + differs).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestGgufFile)
#include "test_gguf_file.moc"
