#include "core/kernels/devices.h"

#include "core/base/error.h"

#include <ATen/ATen.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <fstream>
#include <thread>
#include <torch/cuda.h>
#include <unistd.h>

namespace ttt {

namespace {

// The value of the first "key : value" line of a /proc file.
std::string procValue(const std::string& path, const std::string& key) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(key)) continue;
        const size_t value = line.find_first_not_of(" \t:", key.size());
        return value == std::string::npos ? std::string() : line.substr(value);
    }
    return {};
}

FoundDevice processor() {
    const std::string model = procValue("/proc/cpuinfo", "model name");
    return {"cpu", model.empty() ? "processor" : model,
            static_cast<int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGE_SIZE),
            static_cast<int>(std::thread::hardware_concurrency())};
}

} // namespace

std::vector<FoundDevice> findDevices() {
    std::vector<FoundDevice> devices{processor()};
    const auto count = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
    for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
        devices.push_back({"cuda:" + std::to_string(i), "CUDA device", 0, 0});
    }
    return devices;
}

at::Device resolveDevice(const std::string& name) {
    const size_t gpus =
        torch::cuda::is_available() ? static_cast<size_t>(torch::cuda::device_count()) : 0;
    if (name == "cpu") return at::kCPU;
    if (name == "auto") return gpus > 0 ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
    const bool isCuda = name == "cuda" || name.starts_with("cuda:");
    const std::string index = name.size() > 5 ? name.substr(5) : "0";
    const bool isIndex =
        !index.empty() && index.size() < 4 && index.find_first_not_of("0123456789") == index.npos;
    if (isCuda && isIndex && std::stoul(index) < gpus) {
        return {at::kCUDA, static_cast<at::DeviceIndex>(std::stoi(index))};
    }
    throw Error(ErrorKind::Device, "run.device",
                "found \"" + name + "\", expected auto, cpu" +
                    (gpus > 0 ? " or cuda:0 to cuda:" + std::to_string(gpus - 1)
                              : ": this machine has no CUDA device"));
}

int64_t peakMemory(const at::Device& device) {
    if (device.is_cpu()) {
        const std::string kilobytes = procValue("/proc/self/status", "VmHWM");
        return kilobytes.empty() ? 0 : std::stoll(kilobytes) * 1024;
    }
    // The first entry is the sum over all pools.
    const auto stats = at::getDeviceAllocator(device.type())->getDeviceStats(device.index());
    return stats.allocated_bytes[0].peak;
}

void forgetPeakMemory(const at::Device& device) {
    if (device.is_cpu()) {
        std::ofstream("/proc/self/clear_refs") << "5"; // proc(5): resets VmHWM
    } else {
        at::getDeviceAllocator(device.type())->resetPeakStats(device.index());
    }
}

at::Tensor uploaded(const at::Tensor& tensor, const at::Device& device) {
    if (device.is_cpu()) return tensor;
    return tensor.pin_memory().to(device, /*non_blocking=*/true);
}

} // namespace ttt
