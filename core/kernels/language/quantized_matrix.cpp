#include "core/kernels/language/quantized_matrix.h"

#include "core/base/error.h"
#include "core/kernels/dispatch.h"
#include "core/kernels/language/quantized_matrix_cpu.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace ttt {

namespace {

// [blocks, size] float32, filled up with zeros.
at::Tensor inBlocks(const at::Tensor& values, int64_t size) {
    const at::Tensor flat = values.to(at::kFloat).flatten();
    const int64_t beyond = (size - flat.numel() % size) % size;
    return at::constant_pad_nd(flat, {0, beyond}).view({-1, size});
}

at::Tensor largestOf(const at::Tensor& blocks) { return std::get<0>(blocks.abs().max(1)); }

// Blocks of nothing but zeros have scale 0, by which nothing must be divided.
at::Tensor divisor(const at::Tensor& scales) { return at::where(scales > 0, scales, 1.0); }

at::Tensor toInt8(const at::Tensor& blocks, const at::Tensor& scales) {
    return (blocks * (kMostInt8 / divisor(scales)).unsqueeze(1)).round().to(at::kChar);
}

// The nearest of the sixteen values.
at::Tensor toNf4(const at::Tensor& blocks, const at::Tensor& scales) {
    const at::Tensor values = at::tensor(at::ArrayRef<float>(kNf4Values)).to(blocks.device());
    const at::Tensor middles = (values.slice(0, 1) + values.slice(0, 0, -1)) / 2;
    const at::Tensor codes =
        at::bucketize(blocks / divisor(scales).unsqueeze(1), middles, /*out_int32=*/true)
            .to(at::kByte)
            .view({blocks.size(0), -1, 2});
    return codes.select(2, 0).bitwise_or(codes.select(2, 1).bitwise_left_shift(4));
}

// [blocks] float32.
at::Tensor scalesOf(const QuantizedMatrix& matrix) {
    if (matrix.kind == Quantization::Int8) return matrix.scales;
    const at::Tensor offsets =
        inBlocks(matrix.scales, kScaleBlock) * (matrix.scaleScales / kMostInt8).unsqueeze(1);
    return offsets.flatten().narrow(0, 0, matrix.scales.size(0)) + matrix.scaleMean;
}

at::Tensor reference(const QuantizedMatrix& matrix, at::ScalarType type) {
    at::Tensor values;
    if (matrix.kind == Quantization::Int8) {
        values = matrix.codes.to(at::kFloat) / kMostInt8;
    } else {
        const at::Tensor table =
            at::tensor(at::ArrayRef<float>(kNf4Values)).to(matrix.codes.device());
        const at::Tensor pairs = at::stack(
            {matrix.codes.bitwise_and(15), matrix.codes.bitwise_right_shift(4)}, /*dim=*/2);
        values = table.index_select(0, pairs.flatten().to(at::kInt)).view({-1, kQuantizationBlock});
    }
    const at::Tensor dense = (values * scalesOf(matrix).unsqueeze(1)).flatten();
    return dense.narrow(0, 0, matrix.outputs * matrix.inputs)
        .view({matrix.outputs, matrix.inputs})
        .to(type);
}

} // namespace

int64_t QuantizedMatrix::bytes() const {
    const auto own = static_cast<int64_t>(codes.nbytes() + scales.nbytes());
    return own + (scaleScales.defined() ? static_cast<int64_t>(scaleScales.nbytes()) : 0);
}

QuantizedMatrix quantize(const at::Tensor& weight, Quantization kind) {
    if (kind == Quantization::None || weight.dim() != 2) {
        throw Error(ErrorKind::Internal, "quantize", "expected a matrix and int8 or nf4");
    }
    const at::NoGradGuard noGrad;
    const at::Tensor blocks = inBlocks(weight, kQuantizationBlock);
    const at::Tensor scales = largestOf(blocks);
    QuantizedMatrix result{kind, weight.size(0), weight.size(1), {}, {}, {}, 0};
    if (kind == Quantization::Int8) {
        result.codes = toInt8(blocks, scales);
        result.scales = scales;
        return result;
    }
    result.codes = toNf4(blocks, scales);
    result.scaleMean = scales.mean().item<double>();
    const at::Tensor offsets = inBlocks(scales - result.scaleMean, kScaleBlock);
    result.scaleScales = largestOf(offsets);
    result.scales =
        toInt8(offsets, result.scaleScales).flatten().narrow(0, 0, scales.size(0)).clone();
    return result;
}

at::Tensor dequantize(const QuantizedMatrix& matrix, at::ScalarType type) {
    const at::Tensor dense =
        at::empty({matrix.outputs, matrix.inputs}, matrix.codes.options().dtype(type));
    if (!useFastCpu(dense)) return reference(matrix, type);
    cpu::dequantize(matrix, scalesOf(matrix), dense);
    return dense;
}

} // namespace ttt
