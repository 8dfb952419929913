#include "ui/notice_bar.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ttt {

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent), title_(new QLabel), details_(new QLabel) {
    setProperty("role", "error");
    setAccessibleName(tr("Message"));
    title_->setProperty("role", "heading");
    for (QLabel* label : {title_, details_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* copy = new QPushButton(tr("Copy"));
    copy->setAccessibleName(tr("Copy the message"));
    copy->setToolTip(tr("Put the whole message on the clipboard"));
    auto* dismiss = new QPushButton(tr("Dismiss"));
    dismiss->setAccessibleName(tr("Dismiss the message"));
    dismiss->setToolTip(dismiss->accessibleName());
    auto* texts = new QVBoxLayout;
    texts->addWidget(title_);
    texts->addWidget(details_);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 10, 8);
    layout->addLayout(texts, 1);
    layout->addWidget(copy, 0, Qt::AlignTop);
    layout->addWidget(dismiss, 0, Qt::AlignTop);
    connect(dismiss, &QPushButton::clicked, this, &QWidget::hide);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text()); });
    hide();
}

void NoticeBar::tell(const QString& title, const QString& details) {
    constexpr int kShownCharacters = 1200;
    title_->setText(title);
    details_->setText(details.size() > kShownCharacters ? details.left(kShownCharacters) + u'…'
                                                        : details);
    details_->setVisible(!details.isEmpty());
    setAccessibleDescription(title + ". " + details);
    setVisible(true);
}

QString NoticeBar::text() const {
    return isHidden() ? QString() : title_->text() + '\n' + details_->text();
}

} // namespace ttt
