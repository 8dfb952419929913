#include "core/base/fields.h"

#include <QtTest/QtTest>

using namespace ttt;

namespace {

struct Sample {
    bool flag = false;
    int64_t count = 3;
    double rate = 0.5;
    std::string name = "n";
    StringList list = {"a"};

    FieldRef ref(const char* key) {
        const std::string k = key;
        FieldRef field{"sample", {.key = key, .help = "help"}, &flag};
        if (k == "count") field.place = &count;
        if (k == "rate") field.place = &rate;
        if (k == "name") field.place = &name;
        if (k == "list") field.place = &list;
        return field;
    }
};

} // namespace

class TestFields : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textOfAValueReadsBack_data();
    void textOfAValueReadsBack();
    void wrongTextsAreErrorsThatNameTheField_data();
    void wrongTextsAreErrorsThatNameTheField();
    void valuesOfAnotherTypeAreRefused();
    void realsPrintInShortestForm();
};

void TestFields::textOfAValueReadsBack_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::newRow("true") << "flag"
                          << "true";
    QTest::newRow("false") << "flag"
                           << "false";
    QTest::newRow("negative") << "count"
                              << "-12";
    QTest::newRow("large") << "count"
                           << "9007199254740993";
    QTest::newRow("small real") << "rate"
                                << "5e-05";
    QTest::newRow("real") << "rate"
                          << "0.1";
    QTest::newRow("text") << "name"
                          << "hello, world=1";
    QTest::newRow("empty text") << "name"
                                << "";
    QTest::newRow("list") << "list"
                          << "q,v,gate";
    QTest::newRow("empty list") << "list"
                                << "";
}

void TestFields::textOfAValueReadsBack() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    Sample sample;
    const FieldRef field = sample.ref(key.toUtf8().constData());
    field.assign(parseFieldValue(field, text.toStdString()));
    QCOMPARE(toText(field.value()), text.toStdString());
}

void TestFields::wrongTextsAreErrorsThatNameTheField_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    for (const char* text : {"maybe", "", "2"}) QTest::addRow("flag %s", text) << "flag" << text;
    for (const char* text : {"", "1.5", "1x", " 1", "99999999999999999999", "one"}) {
        QTest::addRow("count %s", text) << "count" << text;
    }
    for (const char* text : {"", "0.5x", "half", "1,5"}) {
        QTest::addRow("rate %s", text) << "rate" << text;
    }
}

void TestFields::wrongTextsAreErrorsThatNameTheField() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    Sample sample;
    const QByteArray name = key.toUtf8();
    const FieldRef field = sample.ref(name.constData());
    try {
        parseFieldValue(field, text.toStdString());
        QFAIL("the text was accepted");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        QCOMPARE(error.place(), "sample." + key.toStdString());
        QVERIFY(error.message().find("expected") != std::string::npos);
    }
}

void TestFields::valuesOfAnotherTypeAreRefused() {
    Sample sample;
    sample.ref("rate").assign(int64_t{2});
    QCOMPARE(sample.rate, 2.0);
    QVERIFY_EXCEPTION_THROWN(sample.ref("count").assign(2.5), Error);
    QVERIFY_EXCEPTION_THROWN(sample.ref("count").assign(true), Error);
    QVERIFY_EXCEPTION_THROWN(sample.ref("name").assign(StringList{"x"}), Error);
    QVERIFY_EXCEPTION_THROWN(sample.ref("list").assign(std::string("x")), Error);
    QVERIFY_EXCEPTION_THROWN(sample.ref("flag").assign(int64_t{1}), Error);
    QCOMPARE(sample.count, int64_t{3});
}

void TestFields::realsPrintInShortestForm() {
    QCOMPARE(toText(0.1), std::string("0.1"));
    QCOMPARE(toText(1e-8), std::string("1e-08"));
    QCOMPARE(toText(2.0), std::string("2"));
}

QTEST_GUILESS_MAIN(TestFields)
#include "test_fields.moc"
