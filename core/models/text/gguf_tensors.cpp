#include "core/base/error.h"
#include "core/base/weights/gguf_file.h"
#include "core/models/text/tensor_source.h"

#include <ATen/ATen.h>
#include <sstream>

namespace ttt {

namespace {

struct Renaming {
    const char* ours;
    const char* ggufs;
};
// After "model.layers.N." and "blk.N.".
constexpr Renaming kLayerNames[] = {{"self_attn.q_proj", "attn_q"},
                                    {"self_attn.k_proj", "attn_k"},
                                    {"self_attn.v_proj", "attn_v"},
                                    {"self_attn.o_proj", "attn_output"},
                                    {"self_attn.q_norm", "attn_q_norm"},
                                    {"self_attn.k_norm", "attn_k_norm"},
                                    {"input_layernorm", "attn_norm"},
                                    {"pre_feedforward_layernorm", "ffn_norm"},
                                    {"post_feedforward_layernorm", "post_ffw_norm"},
                                    {"mlp.gate_proj", "ffn_gate"},
                                    {"mlp.up_proj", "ffn_up"},
                                    {"mlp.down_proj", "ffn_down"}};
constexpr Renaming kOtherNames[] = {
    {"model.embed_tokens", "token_embd"}, {"model.norm", "output_norm"}, {"lm_head", "output"}};

class GgufTensors : public TensorSource {
public:
    GgufTensors(const GgufFile& file, const TextShape& shape) : file_(file), shape_(shape) {
        const std::string beyond = "blk." + std::to_string(shape.layers) + ".";
        for (const GgufTensor& tensor : file.tensors()) {
            if (!tensor.name.starts_with(beyond)) continue;
            throw Error(ErrorKind::BadInput, file.placeOf(tensor.name),
                        "found more layers than the " + std::to_string(shape.layers) +
                            " that the file's metadata state");
        }
    }

    at::Tensor read(const std::string& name, at::IntArrayRef shape) const override {
        const std::string stored = storedName(name);
        const GgufTensor& found = file_.tensor(stored);
        if (at::IntArrayRef(found.shape) != shape) {
            std::ostringstream message;
            message << "found the shape " << at::IntArrayRef(found.shape) << ", expected " << shape;
            throw Error(ErrorKind::BadInput, file_.placeOf(stored), message.str());
        }
        auto* values = new std::vector<float>(found.values(file_.placeOf(stored)));
        const at::Tensor tensor = at::from_blob(
            values->data(), shape, [values](void*) { delete values; }, at::kFloat);
        if (shape_.family != "llama") return tensor;
        if (stored.ends_with(".attn_q.weight")) return halvesApart(tensor, shape_.heads);
        if (stored.ends_with(".attn_k.weight")) return halvesApart(tensor, shape_.keyHeads);
        return tensor;
    }

private:
    std::string storedName(const std::string& name) const {
        const size_t dot = name.rfind('.'); // before "weight" or "bias"
        const std::string kind = name.substr(dot);
        const std::string module = name.substr(0, dot);
        for (const Renaming& entry : kOtherNames) {
            if (module == entry.ours) return entry.ggufs + kind;
        }
        const std::string start = "model.layers.";
        const size_t end = module.find('.', start.size());
        const std::string layer = "blk." + module.substr(start.size(), end - start.size()) + ".";
        const std::string part = module.substr(end + 1);
        // Llama's norm before the feed-forward block bears the name of Gemma's after attention.
        if (part == "post_attention_layernorm") {
            return layer + (shape_.sandwichNorms ? "post_attention_norm" : "ffn_norm") + kind;
        }
        for (const Renaming& entry : kLayerNames) {
            if (part == entry.ours) return layer + entry.ggufs + kind;
        }
        throw Error(ErrorKind::Internal, name, "no GGUF name is known for it");
    }

    // GGUF turns channels 2p and 2p + 1 together, Hugging Face p and p + D / 2.
    static at::Tensor halvesApart(const at::Tensor& rows, int64_t heads) {
        const int64_t pairs = rows.size(0) / heads / 2;
        return rows.view({heads, pairs, 2, rows.size(1)}).transpose(1, 2).reshape(rows.sizes());
    }

    const GgufFile& file_;
    const TextShape& shape_;
};

} // namespace

std::unique_ptr<TensorSource> openGgufTensors(const GgufFile& file, const TextShape& shape) {
    return std::make_unique<GgufTensors>(file, shape);
}

} // namespace ttt
