#include "core/config/config_json.h"
#include "tests/ui/ui_support.h"
#include "ui/setup/config_form.h"
#include "ui/setup/field_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
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

QTEST_MAIN(TestConfigForm)
#include "test_config_form.moc"
