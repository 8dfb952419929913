// Short jobs on the thread pool: reading task sets, listing and opening stored runs. The result is
// delivered on the receiver's thread, and not at all once the receiver is gone. Work must not throw
// (it catches ttt::Error and returns it as a value).
#pragma once

#include <QFutureWatcher>
#include <QtConcurrentRun>
#include <utility>

namespace ttt {

template <typename Work, typename Deliver>
void inBackground(QObject* receiver, Work work, Deliver deliver) {
    using Result = std::invoke_result_t<Work>;
    auto* watcher = new QFutureWatcher<Result>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver,
                     [watcher, deliver = std::move(deliver)]() mutable {
                         watcher->deleteLater();
                         deliver(watcher->result());
                     });
    watcher->setFuture(QtConcurrent::run(std::move(work)));
}

} // namespace ttt
