#include "core/config/config_json.h"
#include "tests/ui/ui_support.h"
#include "ui/setup/command_line.h"
#include "ui/setup/config_form.h"
#include "ui/setup/field_editor.h"
#include "ui/setup/loss_strip.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QToolButton>
#include <QtTest>

using namespace ttt;

class TestConfigForm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFieldOfEveryPresetComesBackAsItWas();
    void everyFieldHasAnEditorWithNameAndHelp();
    void typedNumbersReachTheConfig();
    void stepsOfSmallNumbersAreInProportion();
    void checkBoxesAndListsReachTheConfig();
    void changedFieldsAreMarked();
    void advancedFieldsAreHiddenUntilAskedFor();
    void unknownValuesAreKept();
    void numbersOutOfRangeCannotBeEntered();
    void oneFieldIsResetAlone();
    void helpHasRangeAndBuiltInValue();
    void theCommandLineGivesTheSameConfig();
    void lossWeightsLieOnTheirCells();
    void lossesOfTextsAreShownAsTokens();

private:
    static ChoiceCatalog catalog() {
        ChoiceCatalog catalog = ScriptedEngine().choices();
        catalog["transforms"] = {
            {"rotate-90", "a quarter"}, {"rotate-180", "a half"}, {"flip-rows", "upside down"}};
        return catalog;
    }
    test::UserFolders folders_;
};

void TestConfigForm::everyFieldOfEveryPresetComesBackAsItWas() {
    ConfigForm form;
    form.setCatalog(catalog());
    QVERIFY(!presetNames().empty());
    for (const std::string& name : presetNames()) {
        RunConfig config = loadConfig(name);
        form.setConfig(config);
        for (const FieldRef& field : fieldsOf(config)) {
            const QString path = QString::fromStdString(field.path());
            FieldValue value = form.editor(path)->value();
            if (std::holds_alternative<StringList>(value)) { // shown in the order of the list
                auto sorted = std::get<StringList>(value);
                auto wanted = std::get<StringList>(field.value());
                std::ranges::sort(sorted);
                std::ranges::sort(wanted);
                QVERIFY2(sorted == wanted, qPrintable(path));
            } else {
                QVERIFY2(value == field.value(), qPrintable(path));
            }
        }
        QVERIFY(form.config() == config);
    }
}

void TestConfigForm::everyFieldHasAnEditorWithNameAndHelp() {
    ConfigForm form;
    RunConfig config;
    for (const FieldRef& field : fieldsOf(config)) {
        FieldEditor* editor = form.editor(QString::fromStdString(field.path()));
        QVERIFY2(editor != nullptr, field.path().c_str());
        QVERIFY(editor->toolTip().contains(QString::fromStdString(field.path())));
        QVERIFY(!editor->focusProxy()->accessibleName().isEmpty());
    }
}

void TestConfigForm::typedNumbersReachTheConfig() {
    ConfigForm form;
    QSignalSpy edited(&form, &ConfigForm::edited);
    auto* rank = form.editor("adapt.lora_rank")->findChild<QDoubleSpinBox*>();
    rank->selectAll();
    QTest::keyClicks(rank, "17");
    QTest::keyClick(rank, Qt::Key_Return);
    QCOMPARE(form.config().adapt.loraRank, int64_t(17));
    auto* rate = form.editor("optimizer.learning_rate")->findChild<QDoubleSpinBox*>();
    rate->selectAll();
    QTest::keyClicks(rate, "5e-5");
    QTest::keyClick(rate, Qt::Key_Return);
    QCOMPARE(form.config().optimizer.learningRate, 5e-5);
    QVERIFY(edited.count() >= 2);
}

void TestConfigForm::stepsOfSmallNumbersAreInProportion() {
    RealSpinBox box;
    box.setDecimals(15);
    box.setRange(0, 1);
    box.setValue(2e-3);
    box.stepBy(1);
    QCOMPARE(box.value(), 2.2e-3);
    QCOMPARE(box.text(), QString("0.0022"));
}

void TestConfigForm::checkBoxesAndListsReachTheConfig() {
    ConfigForm form;
    form.setCatalog(catalog());
    auto* baseline = form.editor("run.baseline")->findChild<QCheckBox*>();
    baseline->click();
    QCOMPARE(form.config().run.baseline, false);
    for (QCheckBox* box : form.editor("adapt.transforms")->findChildren<QCheckBox*>()) {
        if (box->isChecked() != (box->text() == "flip-rows")) box->click();
    }
    QCOMPARE(form.config().adapt.transforms, StringList{"flip-rows"});
    auto* method = form.editor("adapt.method")->findChild<QComboBox*>();
    method->setCurrentText("lora");
    QCOMPARE(form.config().adapt.method, std::string("lora"));
}

void TestConfigForm::changedFieldsAreMarked() {
    ConfigForm form;
    const RunConfig preset;
    form.setReference(preset);
    form.setConfig(preset);
    QCOMPARE(form.changedFields(), 0);
    form.editor("run.baseline")->findChild<QCheckBox*>()->click();
    QCOMPARE(form.changedFields(), 1);
    const auto labels = form.findChildren<QLabel*>();
    const auto marked = std::ranges::count_if(
        labels, [](const QLabel* label) { return label->text() == QStringLiteral("Baseline •"); });
    QCOMPARE(marked, 1);
}

void TestConfigForm::advancedFieldsAreHiddenUntilAskedFor() {
    ConfigForm form;
    form.setVisible(true);
    QVERIFY(!form.editor("optimizer.beta1")->isVisible());
    QVERIFY(form.editor("optimizer.learning_rate")->isVisible());
    form.setAdvancedShown(true);
    QVERIFY(form.editor("optimizer.beta1")->isVisible());
}

void TestConfigForm::unknownValuesAreKept() {
    ConfigForm form;
    form.setCatalog(catalog());
    RunConfig config;
    config.adapt.loss = "of-a-newer-version";
    config.run.model = "/data/model.gguf";
    form.setConfig(config);
    QCOMPARE(std::get<std::string>(form.editor("adapt.loss")->value()), config.adapt.loss);
    QCOMPARE(std::get<std::string>(form.editor("run.model")->value()), config.run.model);
    const auto issues = findConfigIssues(form.config(), catalog());
    QVERIFY(std::ranges::count(issues, "adapt.loss", &ConfigIssue::field) == 1);
    QVERIFY(std::ranges::count(issues, "run.model", &ConfigIssue::field) == 0);
}

void TestConfigForm::numbersOutOfRangeCannotBeEntered() {
    ConfigForm form;
    auto* share = form.editor("adapt.plain_share")->findChild<QDoubleSpinBox*>();
    share->selectAll();
    QTest::keyClicks(share, "7");
    QTest::keyClick(share, Qt::Key_Return);
    QVERIFY(form.config().adapt.plainShare <= 1);
}

void TestConfigForm::oneFieldIsResetAlone() {
    ConfigForm form;
    form.setCatalog(catalog());
    RunConfig config;
    config.adapt.steps = 77;
    config.adapt.loraRank = 5;
    form.setConfig(config);
    form.resize(500, 900);
    form.setVisible(true);
    QToolButton* reset = form.resetButton("adapt.steps");
    QVERIFY(reset->isVisible());
    QVERIFY(form.resetButton("optimizer.learning_rate")->isHidden());
    QVERIFY(reset->toolTip().contains(QString::number(RunConfig().adapt.steps)));
    QSignalSpy edited(&form, &ConfigForm::edited);
    QTest::mouseClick(reset, Qt::LeftButton);
    QCOMPARE(edited.count(), 1);
    QCOMPARE(form.config().adapt.steps, RunConfig().adapt.steps);
    QCOMPARE(form.config().adapt.loraRank, int64_t(5));
    QVERIFY(form.editor("adapt.steps")->value() == FieldValue(RunConfig().adapt.steps));
    QVERIFY(reset->isHidden());
}

void TestConfigForm::helpHasRangeAndBuiltInValue() {
    ConfigForm form;
    form.setCatalog(catalog());
    const QString help = form.editor("adapt.lora_rank")->toolTip();
    QVERIFY2(help.contains("1 to "), qPrintable(help));
    QVERIFY2(help.contains(QString("built-in value %1").arg(RunConfig().adapt.loraRank)),
             qPrintable(help));
}

// Read back as the command line reads it: the preset, then each --set.
void TestConfigForm::theCommandLineGivesTheSameConfig() {
    const RunConfig preset = loadConfig("quick");
    RunConfig config = preset;
    config.adapt.steps = 12;
    config.optimizer.learningRate = 0.00012345678;
    config.run.model = "/home/it's mine/model.safetensors";
    config.adapt.transforms = {"flip-rows", "rotate-90"};
    config.run.baseline = !config.run.baseline;
    const QString line =
        QString::fromStdString(commandLineOf("arc1-eval:00576224", "quick", preset, config));
    QVERIFY2(line.startsWith("ttt run arc1-eval:00576224 --config quick --set "), qPrintable(line));
    QProcess shell; // what the shell makes of it, one word a line
    shell.start("/bin/sh", {"-c", "printf '%s\\n' " + line});
    QVERIFY(shell.waitForFinished());
    const QStringList words =
        QString::fromUtf8(shell.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
    RunConfig read = loadConfig(words.at(words.indexOf("--config") + 1).toStdString());
    for (qsizetype i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == "--set") applySetting(read, words[i + 1].toStdString());
    }
    QVERIFY(read == config);
}

void TestConfigForm::lossWeightsLieOnTheirCells() {
    Episode episode;
    episode.demonstrations = {{Grid::fromText("12"), Grid::fromText("3 4")}};
    episode.query = {Grid::fromText("5"), Grid::fromText("67")};
    TokenInspection tokens;
    const auto add = [&](float weight, std::vector<int> place) {
        tokens.lossMask.push_back(weight);
        tokens.positions.push_back(std::move(place));
    };
    add(0, {-1, -1, 0}); // the input's size
    add(0, {0, 0, 0});
    add(0.5F, {0, 1, 0});
    add(1, {-1, -1, 1}); // the output's height
    add(0.1F, {0, 0, 1});
    add(0.2F, {1, 0, 1});
    add(0, {1, 1, 1}); // the end
    add(0, {0, 0, 2});
    add(1, {0, 0, 3});
    add(1, {0, 1, 3});
    const auto weights = lossOfCells(episode, tokens);
    QVERIFY(weights && weights->size() == 2);
    QVERIFY((*weights)[0].input == std::vector<float>({0, 0.5F}));
    QVERIFY((*weights)[0].output == std::vector<float>({0.1F, 0.2F}));
    QVERIFY((*weights)[1].input == std::vector<float>({0}));
    QVERIFY((*weights)[1].output == std::vector<float>({1, 1}));
    QCOMPARE(tokensInLoss(tokens), int64_t(6));
    LossStrip strip;
    strip.resize(400, 400);
    strip.losses().show(episode, {{{"outputs", "all outputs"}, tokens}, {{"label", ""}, tokens}},
                        "label");
    QAbstractItemModelTester tester(&strip.losses(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(strip.losses().index(0).data().toString(),
             QString("outputs: all outputs (6 of 10 tokens)"));
    QVERIFY(strip.losses().index(1).data().toString().startsWith(QStringLiteral("● label")));
    const QImage drawn = strip.grab().toImage();
    const QRgb frame = themeColours(strip.palette()).accent.rgb();
    QVERIFY(test::countColour(drawn, drawn.rect(), frame) > 20);
    // The query's output counts: 6 and 7 in their colours; the query's input does not.
    QVERIFY(test::countColour(drawn, drawn.rect(), arcColour(7)) > 20);
    QCOMPARE(test::countColour(drawn, drawn.rect(), arcColour(5)), 0);
}

void TestConfigForm::lossesOfTextsAreShownAsTokens() {
    Episode episode;
    episode.query = {std::string("Is it so?"), std::string("Yes")};
    TokenInspection tokens;
    tokens.pieces = {"Is it", " so?", "Yes"};
    tokens.lossMask = {0, 0, 1};
    tokens.positions = {{0}, {1}, {2}};
    QVERIFY(!lossOfCells(episode, tokens));
    LossStrip strip;
    strip.resize(400, 200);
    strip.losses().show(episode, {{{"label", "the answer"}, tokens}}, "label");
    const QImage drawn = strip.grab().toImage();
    QVERIFY(test::countColour(drawn, drawn.rect(), themeColours(strip.palette()).text.rgb()) > 5);
}

QTEST_MAIN(TestConfigForm)
#include "test_config_form.moc"
