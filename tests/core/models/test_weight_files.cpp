#include "core/base/error.h"
#include "core/base/files.h"
#include "core/models/arc_decoder_file.h"
#include "tests/support/small_decoders.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <fstream>
#include <nlohmann/json.hpp>

using namespace ttt;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// A file of the format with any header and as many zero bytes as data.
std::string fileWith(const std::string& header, size_t dataBytes) {
    std::string bytes(8, '\0');
    for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(header.size() >> (8 * i) & 255);
    return bytes + header + std::string(dataBytes, '\0');
}

std::string headerWith(const json& tensor) { return json{{"x", tensor}}.dump(); }

// Reads at once, without flushing to disk as atomic writes do.
void writePlainly(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace

class TestWeightFiles : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path_;

    Error errorOfReading(const std::string& bytes) const {
        writePlainly(path_, bytes);
        try {
            readWeightFile(path_);
        } catch (const Error& error) {
            return error;
        }
        QTest::qFail("the file was accepted", __FILE__, __LINE__);
        return Error(ErrorKind::Internal, {}, {});
    }
    Error errorOfModel() const {
        try {
            loadArcDecoder(path_, {at::kCPU, at::kFloat});
        } catch (const Error& error) {
            return error;
        }
        QTest::qFail("the model was accepted", __FILE__, __LINE__);
        return Error(ErrorKind::Internal, {}, {});
    }
    // A small model's file, changed and written again.
    template <typename Change>
    Error errorOfChangedModel(const Change& change) const {
        saveArcDecoder(test::randomDecoder(1), path_, {});
        WeightFile file = readWeightFile(path_);
        change(file);
        writeWeightFile(path_, file.tensors, file.metadata);
        return errorOfModel();
    }

private Q_SLOTS:
    void init() { path_ = fs::path(folder_.path().toStdString()) / "w.safetensors"; }

    void tensorsOfEveryTypeAreReadAsTheyWereWritten() {
        std::vector<NamedTensor> tensors;
        for (const at::ScalarType type :
             {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt, at::kByte}) {
            const at::Tensor values = test::noise({3, 5}, 1).abs() * 40;
            tensors.push_back({c10::toString(type), values.to(type)});
        }
        tensors.push_back({"bool", test::noise({7}, 2).gt(0)});
        tensors.push_back({"scalar", at::scalar_tensor(2.5)});
        tensors.push_back({"empty", at::empty({0, 4})});
        tensors.push_back({"strided", test::noise({4, 6}, 3).t()});
        writeWeightFile(path_, tensors, {{"made", "here"}});
        const WeightFile file = readWeightFile(path_);
        QCOMPARE(file.tensors.size(), tensors.size());
        for (const NamedTensor& tensor : tensors) {
            const at::Tensor& found = file.find(tensor.name, "");
            QVERIFY2(found.scalar_type() == tensor.tensor.scalar_type(), tensor.name.c_str());
            QVERIFY2(at::equal(found, tensor.tensor), tensor.name.c_str());
        }
        QCOMPARE(readWeightFileMetadata(path_), (Metadata{{"made", "here"}}));
    }

    void aDecoderIsStoredInBfloat16WithItsShape() {
        const ArcDecoder model = test::randomDecoder(1);
        saveArcDecoder(model, path_, {{"trained_hours", "1.5"}});
        QCOMPARE(readWeightFileMetadata(path_).at("trained_hours"), std::string("1.5"));
        QVERIFY(readArcDecoderShape(path_) == model.shape());
        QCOMPARE(countParameters(readArcDecoderShape(path_)), countParameters(model));
        const auto loaded = loadArcDecoder(path_, {at::kCPU, at::kFloat});
        const auto expected = model.weights();
        const auto found = loaded->weights();
        for (size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(found[i].name, expected[i].name);
            QVERIFY(
                at::equal(found[i].tensor, expected[i].tensor.to(at::kBFloat16).to(at::kFloat)));
        }
    }

    void whatADecoderLeavesOutIsStored() {
        for (const std::string& part : arcDecoderParts()) {
            ArcDecoderShape shape = test::smallShape();
            leaveOut(shape, part);
            const ArcDecoder model = test::randomDecoder(1, at::kFloat, shape);
            saveArcDecoder(model, path_, {});
            QCOMPARE(partsLeftOut(readArcDecoderShape(path_)), std::vector<std::string>{part});
            QCOMPARE(countParameters(shape), countParameters(model));
            const auto loaded = loadArcDecoder(path_, {at::kCPU, at::kFloat});
            QVERIFY(loaded->shape() == shape);
            QCOMPARE(loaded->weights().size(), model.weights().size());
        }
    }

    void aFileThatIsNotTheFormatIsAnErrorThatNamesIt_data() {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        const auto entry = [](const char* dtype, const json& shape, const json& offsets) {
            return headerWith({{"dtype", dtype}, {"shape", shape}, {"data_offsets", offsets}});
        };
        const std::string good = entry("F32", {2}, {0, 8});
        row("empty", "");
        row("seven bytes", "1234567");
        row("text", "This is not a weight file, but a longer text about one.");
        row("GGUF", std::string("GGUF\3\0\0\0\0\0\0\0\0\0\0\0", 16));
        row("absurd header length", std::string(8, '\xff') + good);
        row("header longer than the file", fileWith(good, 8).substr(0, 20));
        row("no JSON", fileWith("{\"x\": ", 8));
        row("an array", fileWith("[1, 2]", 8));
        row("not UTF-8", fileWith("{\"\xff\xfe\": 1}", 8));
        row("data cut off", fileWith(good, 7));
        row("no data", fileWith(good, 0));
        row("no dtype", fileWith(headerWith({{"shape", {2}}, {"data_offsets", {0, 8}}}), 8));
        row("an entry that is a number", fileWith(headerWith(3), 8));
        row("unknown dtype", fileWith(entry("F8_E4M3", {2}, {0, 2}), 8));
        row("shape and bytes differ", fileWith(entry("F32", {3}, {0, 8}), 8));
        row("a negative side", fileWith(entry("F32", {-2}, {0, 8}), 8));
        row("a fraction as side", fileWith(entry("F32", {2.5}, {0, 8}), 8));
        row("a text as side", fileWith(entry("F32", json::array({"2"}), {0, 8}), 8));
        row("a side beyond memory", fileWith(entry("F32", {1LL << 38}, {0, 1LL << 40}), 8));
        row("sides whose product overflows",
            fileWith(entry("U8", {1LL << 32, 1LL << 32}, {0, 0}), 8));
        row("sides that overflow beside a zero",
            fileWith(entry("U8", {1LL << 40, 1LL << 40, 0}, {0, 0}), 8));
        row("many dimensions", fileWith(entry("U8", json(std::vector<int>(9, 1)), {0, 1}), 8));
        row("offsets the wrong way round", fileWith(entry("F32", {2}, {8, 0}), 8));
        row("three offsets", fileWith(entry("F32", {2}, {0, 4, 8}), 8));
        row("a negative offset", fileWith(entry("F32", {2}, {-8, 0}), 8));
        row("two tensors in the same bytes",
            fileWith(json{{"x", {{"dtype", "U8"}, {"shape", {4}}, {"data_offsets", {0, 4}}}},
                          {"y", {{"dtype", "U8"}, {"shape", {4}}, {"data_offsets", {3, 7}}}}}
                         .dump(),
                     8));
        const std::string deep(200000, '[');
        row("a shape of arrays in arrays",
            fileWith("{\"x\": {\"dtype\": \"U8\", \"data_offsets\": [0, 8], \"shape\": [" + deep +
                         std::string(200000, ']') + "]}}",
                     8));
        row("metadata that is a list", fileWith("{\"__metadata__\": [1]}", 8));
    }

    void aFileThatIsNotTheFormatIsAnErrorThatNamesIt() {
        QFETCH(QByteArray, bytes);
        const Error error = errorOfReading(bytes.toStdString());
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        QVERIFY(error.place().find(path_.string()) == 0);
    }

    void anUnchangedHandMadeFileIsRead() {
        const std::string header =
            headerWith({{"dtype", "F32"}, {"shape", {2}}, {"data_offsets", {0, 8}}});
        writePlainly(path_, fileWith(header, 8));
        QVERIFY(at::equal(readWeightFile(path_).find("x", ""), at::zeros({2})));
    }

    void aFolderOrAMissingFileIsNotFound() {
        for (const fs::path& path : {path_.parent_path(), path_.parent_path() / "nowhere"}) {
            try {
                readWeightFile(path);
                QFAIL("read");
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::NotFound);
                QCOMPARE(error.place(), path.string());
            }
        }
    }

    void aDecoderWithAMissingTensorNamesFileAndTensor() {
        const Error error = errorOfChangedModel([](WeightFile& file) {
            std::erase_if(file.tensors,
                          [](const NamedTensor& t) { return t.name == "layers.1.up"; });
        });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        QCOMPARE(error.place(), path_.string());
        QVERIFY(error.message().find("layers.1.up") != std::string::npos);
    }

    void aDecoderWithATensorOfTheWrongShapeNamesBothShapes() {
        const Error error = errorOfChangedModel([](WeightFile& file) {
            for (NamedTensor& tensor : file.tensors) {
                if (tensor.name == "head") tensor.tensor = tensor.tensor.narrow(0, 0, 39);
            }
        });
        QCOMPARE(error.place(), path_.string() + ": head");
        QVERIFY(error.message().find("[39, 64]") != std::string::npos);
        QVERIFY(error.message().find("[40, 64]") != std::string::npos);
    }

    void anotherFormatIsAnErrorThatSaysWhichWasExpected() {
        for (const char* format : {"pt", "ttt-arc-decoder-2", ""}) {
            const Error error =
                errorOfChangedModel([&](WeightFile& file) { file.metadata["format"] = format; });
            QCOMPARE(error.place(), path_.string());
            QVERIFY(error.message().find("ttt-arc-decoder-1") != std::string::npos);
        }
        const Error none =
            errorOfChangedModel([](WeightFile& file) { file.metadata.erase("format"); });
        QVERIFY(none.message().find("no format") != std::string::npos);
    }

    void aShapeThatCannotBeIsAnErrorBeforeMemoryIsTaken() {
        for (
            const char* shape :
            {"", "[]", R"({"layers": 2})",
             R"({"layers": 0, "width": 64, "heads": 2, "head_size": 48, "hidden": 96})",
             R"({"layers": -2, "width": 64, "heads": 2, "head_size": 48, "hidden": 96})",
             R"({"layers": 2, "width": 64, "heads": 2, "head_size": 8, "hidden": 96})",
             R"({"layers": 2, "width": 64, "heads": 2, "head_size": 512, "hidden": 96})",
             R"({"layers": 2, "width": 64, "heads": 2, "head_size": 48, "hidden": 96, "without": 3})",
             R"({"layers": 2, "width": 64, "heads": 2, "head_size": 48, "hidden": 96, "without": [1]})",
             R"({"layers": 2, "width": 64, "heads": 2, "head_size": 48, "hidden": 96, "without": ["x"]})",
             R"({"layers": 1000, "width": 16384, "heads": 999, "head_size": 99, "hidden": 65536})",
             R"({"layers": 60000, "width": 60000, "heads": 60000, "head_size": 48, "hidden": 1})"}) {
            const Error error =
                errorOfChangedModel([&](WeightFile& file) { file.metadata["shape"] = shape; });
            QCOMPARE(error.kind(), ErrorKind::BadInput);
            QVERIFY(error.place().find(path_.string()) == 0);
        }
    }

    void randomlyChangedFilesAreReadOrRejectedButNothingElse() {
        saveArcDecoder(ArcDecoder({1, 2, 1, 40, 2}, 1, {at::kCPU, at::kFloat}), path_, {});
        const std::string good = readFile(path_);
        const size_t header = 8 + static_cast<size_t>(static_cast<uint8_t>(good[0])) +
                              256 * static_cast<size_t>(static_cast<uint8_t>(good[1]));
        Rng random(1);
        int rejected = 0;
        constexpr int kFiles = 3000;
        for (int i = 0; i < kFiles; ++i) {
            std::string bytes = good;
            if (random.chance(0.2)) {
                bytes.resize(static_cast<size_t>(random.below(static_cast<int>(good.size()))));
            }
            const int changes = random.between(1, 4);
            for (int change = 0; change < changes && !bytes.empty(); ++change) {
                const size_t end = std::min(header, bytes.size());
                const auto place = static_cast<size_t>(random.below(static_cast<int>(end)));
                const bool digit = bytes[place] >= '0' && bytes[place] <= '9';
                bytes[place] = static_cast<char>(
                    digit && random.chance(0.8) ? '0' + random.below(10) : random.below(256));
            }
            writePlainly(path_, bytes);
            try {
                const WeightFile file = readWeightFile(path_);
                for (const NamedTensor& tensor : file.tensors) {
                    QVERIFY(tensor.tensor.nbytes() <= good.size());
                }
                loadArcDecoder(path_, {at::kCPU, at::kFloat});
            } catch (const Error& error) {
                QVERIFY(error.place().find(path_.string()) == 0);
                ++rejected;
            }
        }
        QVERIFY2(rejected > kFiles / 2, qPrintable(QString::number(rejected)));
        QVERIFY(rejected < kFiles);
    }
};

QTEST_GUILESS_MAIN(TestWeightFiles)
#include "test_weight_files.moc"
