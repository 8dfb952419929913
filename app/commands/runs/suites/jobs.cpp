#include "app/commands/runs/suites/jobs.h"

#include "core/base/error.h"
#include "core/base/thread_count.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace ttt {

namespace {

constexpr int kPollMilliseconds = 200;

// The arguments with --as-job for --jobs N.
std::vector<std::string> argumentsOfJob(const std::vector<std::string>& all) {
    std::vector<std::string> arguments;
    for (size_t i = 0; i < all.size(); ++i) {
        const bool isName = all[i] == "--jobs";
        if (isName || all[i].starts_with("--jobs=")) {
            arguments.emplace_back(kAsJobFlag);
            if (isName) ++i;
        } else {
            arguments.push_back(all[i]);
        }
    }
    return arguments;
}

// This process's environment, with its share of the cores.
std::vector<std::string> environmentOfJob(int64_t jobs) {
    constexpr std::string_view kThreads = "OMP_NUM_THREADS=";
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        if (!std::string_view(*variable).starts_with(kThreads)) variables.emplace_back(*variable);
    }
    const int64_t share = std::max<int64_t>(1, threadCount(0) / jobs);
    variables.push_back(std::string(kThreads) + std::to_string(share));
    return variables;
}

// As execve wants them; valid as long as the texts.
std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

// A process of this program whose standard error is read here. It ends with this one, and it is not
// of the terminal's group: Ctrl+C asks this process, which asks its jobs once.
class Job {
public:
    Job(std::vector<std::string> arguments, std::vector<std::string> environment) {
        const std::vector<char*> argv = pointersTo(arguments);
        const std::vector<char*> variables = pointersTo(environment);
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("no pipe");
        const pid_t parent = ::getpid();
        process_ = ::fork();
        if (process_ == 0) {
            ::setpgid(0, 0);
            ::prctl(PR_SET_PDEATHSIG, SIGTERM);
            if (::getppid() != parent) ::_exit(kExitInterrupted);
            const int nothing = ::open("/dev/null", O_RDWR);
            ::dup2(nothing, STDIN_FILENO);
            ::dup2(nothing, STDOUT_FILENO);
            ::dup2(ends[1], STDERR_FILENO);
            ::execve("/proc/self/exe", argv.data(), variables.data());
            ::_exit(kExitFailed);
        }
        ::close(ends[1]);
        messages_ = ends[0];
        if (process_ > 0) return;
        ::close(messages_);
        fail("no process");
    }
    ~Job() {
        if (messages_ >= 0) ::close(messages_);
        if (process_ <= 0) return;
        stop();
        badEnd();
    }
    Job(Job&& other) noexcept
        : process_(std::exchange(other.process_, -1)),
          messages_(std::exchange(other.messages_, -1)),
          line_(std::move(other.line_)) {}
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    Job& operator=(Job&&) = delete;

    int messages() const { return messages_; } // -1 after its last message
    void stop() const { ::kill(process_, SIGTERM); }

    // Passes whole lines on.
    void read(std::ostream& out) {
        std::array<char, 4096> some{};
        const ssize_t count = ::read(messages_, some.data(), some.size());
        if (count < 0 && errno == EINTR) return;
        if (count > 0) line_.append(some.data(), static_cast<size_t>(count));
        const bool ended = count <= 0;
        const size_t end = ended ? line_.size() : line_.rfind('\n') + 1;
        out << line_.substr(0, end) << std::flush;
        line_.erase(0, end);
        if (!ended) return;
        ::close(messages_);
        messages_ = -1;
    }

    // Waits; empty where it ended well.
    std::string badEnd() {
        int status = 0;
        while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
        }
        process_ = -1;
        if (WIFSIGNALED(status)) {
            return "signal " + std::to_string(WTERMSIG(status)) + " (" +
                   ::strsignal(WTERMSIG(status)) + ")";
        }
        return WEXITSTATUS(status) == kExitDone
                   ? std::string()
                   : "exit code " + std::to_string(WEXITSTATUS(status));
    }

private:
    [[noreturn]] static void fail(const std::string& what) {
        throw Error(ErrorKind::Io, "--jobs", what + ": " + std::strerror(errno));
    }

    pid_t process_ = -1;
    int messages_ = -1;
    std::string line_; // begun and not ended yet
};

void passOnMessages(std::vector<Job>& jobs, CommandContext& context) {
    bool asked = false;
    for (;;) {
        std::vector<pollfd> open;
        std::vector<Job*> owners;
        for (Job& job : jobs) {
            if (job.messages() < 0) continue;
            open.push_back({job.messages(), POLLIN, 0});
            owners.push_back(&job);
        }
        if (open.empty()) return;
        ::poll(open.data(), open.size(), kPollMilliseconds);
        for (size_t i = 0; i < open.size(); ++i) {
            if (open[i].revents != 0) owners[i]->read(context.err);
        }
        if (asked || !context.stop.stop_requested()) continue;
        asked = true;
        for (const Job* job : owners) job->stop();
    }
}

} // namespace

void shareAmongJobs(CommandContext& context, int64_t jobs) {
    const std::vector<std::string> arguments = argumentsOfJob(context.arguments);
    const std::vector<std::string> environment = environmentOfJob(jobs);
    std::vector<Job> running;
    running.reserve(static_cast<size_t>(jobs));
    for (int64_t i = 0; i < jobs; ++i) running.emplace_back(arguments, environment);
    passOnMessages(running, context);
    for (Job& job : running) {
        const std::string end = job.badEnd();
        if (!end.empty()) context.err << "ttt: one of the jobs ended by " << end << "\n";
    }
}

} // namespace ttt
