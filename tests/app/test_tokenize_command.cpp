#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "core/base/model_files.h"
#include "tests/app/cli_runner.h"
#include "tests/support/gguf_bytes.h"

using namespace ttt;
using namespace ttt::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

// A byte-level vocabulary: letters, "é" as its two bytes, one merge and one control token.
std::string smallModel() {
    return GgufBytes()
        .text("tokenizer.ggml.model", "gpt2")
        .text("tokenizer.ggml.pre", "gpt-2")
        .texts("tokenizer.ggml.tokens", {"<s>", "a", "b", "ab", "Ġ", "Ã", "©", "Ċ"})
        .integers("tokenizer.ggml.token_type", {3, 1, 1, 1, 1, 1, 1, 1})
        .texts("tokenizer.ggml.merges", {"a b"})
        .uint32("tokenizer.ggml.bos_token_id", 0)
        .bytes();
}

} // namespace

class TestTokenizeCommand : public QObject {
    Q_OBJECT

    QTemporaryDir temporary_;
    fs::path folder_;
    std::string model_;

private Q_SLOTS:
    void initTestCase() {
        folder_ = temporary_.path().toStdString();
        model_ = (folder_ / "small.gguf").string();
        writeFileAtomically(model_, smallModel());
    }

    void textsBecomeIds() {
        const auto ids = [&](const std::vector<std::string>& more) {
            std::vector<std::string> arguments{"tokenize", "--json", "--model", model_};
            arguments.insert(arguments.end(), more.begin(), more.end());
            const CliResult result = runTtt(arguments);
            QTest::qCompare(result.code, 0, "code", "0", __FILE__, __LINE__);
            return result.json().at("ids");
        };
        QCOMPARE(ids({"--text", "abba a"}), json({3, 2, 1, 4, 1}));
        QCOMPARE(ids({"--text", "ab", "--bos"}), json({0, 3}));
        QCOMPARE(ids({"--text", "a<s>"}), json({1, 0}));
        QCOMPARE(ids({"--text", ""}), json::array());
        writeFileAtomically(folder_ / "text", "é\nb");
        QCOMPARE(ids({"--file", (folder_ / "text").string()}), json({5, 6, 7, 2}));
        const CliResult table = runTtt({"tokenize", "--model", model_, "--text", "ab"});
        QVERIFY(table.out.find("3   \"ab\"") != std::string::npos);
    }

    void idsBecomeTexts() {
        const CliResult result =
            runTtt({"detokenize", "--json", "--model", model_, "--ids", "0", "3", "5", "6"});
        QCOMPARE(result.code, 0);
        QVERIFY(result.json() == json({{"text", "<s>abé"}}));
        const CliResult commas = runTtt({"detokenize", "--model", model_, "--ids", "1,2,4"});
        QCOMPARE(commas.out, std::string("ab \n"));
        // Half a character: the exact bytes stand beside what JSON can hold.
        const CliResult half =
            runTtt({"detokenize", "--json", "--model", model_, "--ids", "1", "5"});
        QCOMPARE(half.json().at("bytes_hex"), json("61c3"));
    }

    void linesInLinesOut() {
        const std::string texts = (folder_ / "texts.jsonl").string();
        writeFileAtomically(texts, "{\"text\": \"ab\"}\n\n{\"text\": \"\"}\n");
        const CliResult ids = runTtt({"tokenize", "--model", model_, "--jsonl", texts, "--bos"});
        QCOMPARE(ids.out, std::string("{\"ids\":[0,3]}\n{\"ids\":[0]}\n"));
        const std::string lines = (folder_ / "ids.jsonl").string();
        writeFileAtomically(lines, ids.out);
        const CliResult back = runTtt({"detokenize", "--model", model_, "--jsonl", lines});
        QCOMPARE(back.out, std::string("{\"text\":\"<s>ab\"}\n{\"text\":\"<s>\"}\n"));
        // A bad line: nothing is written.
        writeFileAtomically(texts, "{\"text\": \"ab\"}\n{\"words\": 1}\n");
        const CliResult bad = runTtt({"tokenize", "--model", model_, "--jsonl", texts});
        QCOMPARE(bad.code, 2);
        QVERIFY(bad.out.empty() && bad.hasOneMessage());
        QVERIFY(bad.err.find("texts.jsonl:2") != std::string::npos);
    }

    void badUseIsOneMessage_data() {
        QTest::addColumn<QStringList>("arguments");
        const QString model = QString::fromStdString(model_);
        QTest::newRow("no text") << QStringList{"tokenize", "--model", model};
        QTest::newRow("two texts")
            << QStringList{"tokenize", "--model", model, "--text", "a", "--file", "b"};
        QTest::newRow("no such file") << QStringList{"tokenize", "--model", model, "--file", "/no"};
        QTest::newRow("no such model") << QStringList{"tokenize", "--model", "no", "--text", "a"};
        QTest::newRow("no model file") << QStringList{"tokenize", "--model", "/usr", "--text", "a"};
        QTest::newRow("too large id") << QStringList{"detokenize", "--model", model, "--ids", "8"};
        QTest::newRow("huge id") << QStringList{"detokenize", "--model", model, "--ids",
                                                "4294967297"};
        QTest::newRow("no ids") << QStringList{"detokenize", "--model", model};
    }
    void badUseIsOneMessage() {
        QFETCH(QStringList, arguments);
        std::vector<std::string> plain;
        for (const QString& argument : arguments) plain.push_back(argument.toStdString());
        const CliResult result = runTtt(plain);
        QCOMPARE(result.code, 2);
        QVERIFY2(result.out.empty() && result.hasOneMessage(), result.err.c_str());
    }

    void modelThatIsNotInstalledSaysHowToGetIt() {
        qputenv("TTT_MODELS_DIR", folder_.c_str());
        const CliResult result = runTtt({"tokenize", "--text", "a"});
        qunsetenv("TTT_MODELS_DIR");
        QCOMPARE(result.code, 2);
        QVERIFY(result.err.find("packaging/setup.sh") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTokenizeCommand)
#include "test_tokenize_command.moc"
