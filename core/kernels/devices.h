// The devices that tensors can live on, without any CUDA header: what LibTorch finds.
#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

struct FoundDevice {
    std::string name; // "cpu", "cuda:0"
    std::string description;
    int64_t memoryBytes = 0; // 0 where not known
    int cores = 0;           // 0 where not known
};
std::vector<FoundDevice> findDevices();

// "auto" (CUDA where there is one), "cpu", "cuda" or "cuda:N". Device error naming what there is.
at::Device resolveDevice(const std::string& name);

// Most memory in use since it was last forgotten: of the process for the CPU, of the tensors for a
// GPU; 0 where the system does not tell.
int64_t peakMemory(const at::Device& device);
void forgetPeakMemory(const at::Device& device);

// A tensor of the CPU on `device`. To a GPU through pinned memory, without waiting for what it
// computes: the copy takes its place among the operations asked for before and after.
at::Tensor uploaded(const at::Tensor& tensor, const at::Device& device);

} // namespace ttt
