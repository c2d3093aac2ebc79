"""LoRA layers with less traffic through memory, for float32 on CPUs.

Owns the arithmetic of an adapted linear layer and of a gated MLP of three of them,
forward and backward. Knows nothing of training. Weights, names and results are
PEFT's; only the order of additions differs, by rounding.

PEFT computes `base(x) + lora_B(lora_A(x)) * scale`: three more tensors as large as the
output, each written and read again, and as many in the backward pass. On two cores
these passes and the sums of their gradients take a tenth of a step. Here the low-rank
product is added into the base's output in place. The MLP keeps the two projections and
computes their product again, so that a step holds a third less.
"""

from __future__ import annotations

from typing import Any

import torch
from peft import PeftModel
from peft.tuners.lora.layer import Linear as LoraLinear
from torch import nn
from torch.autograd.function import once_differentiable
from transformers.activations import SiLUActivation
from transformers.models.llama.modeling_llama import LlamaMLP
from transformers.models.mistral.modeling_mistral import MistralMLP
from transformers.models.qwen2.modeling_qwen2 import Qwen2MLP
from transformers.models.qwen3.modeling_qwen3 import Qwen3MLP

Weights = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""Of one layer: base (out, in), A (rank, in), B (out, rank), all float32."""


def fuse_lora(model: PeftModel) -> int:
    """Switches every layer that is plain over; returns how many.

    Plain: float32 on a CPU, no dropout, no DoRA, one adapter, nothing quantized, no bias in
    the low-rank part. Other layers stay as they are. A layer whose adapter is later
    disabled, merged or joined by another goes PEFT's way again.
    """
    count = 0
    for module in model.modules():
        if type(module) is LoraLinear and _is_plain(module):
            module.__class__ = FusedLinear
            count += 1
    for module in model.modules():
        if type(module) in _FUSED_MLP and _is_gated(module):
            module.__class__ = _FUSED_MLP[type(module)]
    return count


class FusedLinear(LoraLinear):
    """PEFT's LoRA layer with another forward pass."""

    def forward(self, x: torch.Tensor, *args: Any, **kwargs: Any) -> torch.Tensor:
        if args or kwargs or not self.is_alone():
            return super().forward(x, *args, **kwargs)
        weight, a, b = self.weights()
        return _Linear.apply(x, weight, self.base_layer.bias, a, b, self.scale())

    def is_alone(self) -> bool:
        """Whether the one adapter is switched on and still apart from the base."""
        return not self.disable_adapters and not self.merged and len(self.active_adapters) == 1

    def weights(self) -> Weights:
        name = self.active_adapters[0]
        return self.base_layer.weight, self.lora_A[name].weight, self.lora_B[name].weight

    def scale(self) -> float:
        return self.scaling[self.active_adapters[0]]


class _GatedForward:
    """down(silu(gate(x)) * up(x))."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        layers = (self.gate_proj, self.up_proj, self.down_proj)
        if not all(type(layer) is FusedLinear and layer.is_alone() for layer in layers):
            return super().forward(x)
        weights = [weight for layer in layers for weight in layer.weights()]
        return _GatedMlp.apply(x, *weights, *(layer.scale() for layer in layers))


class _FusedLlamaMLP(_GatedForward, LlamaMLP): ...


class _FusedMistralMLP(_GatedForward, MistralMLP): ...


class _FusedQwen2MLP(_GatedForward, Qwen2MLP): ...


class _FusedQwen3MLP(_GatedForward, Qwen3MLP): ...


_FUSED_MLP = {
    LlamaMLP: _FusedLlamaMLP,
    MistralMLP: _FusedMistralMLP,
    Qwen2MLP: _FusedQwen2MLP,
    Qwen3MLP: _FusedQwen3MLP,
}


class _Linear(torch.autograd.Function):
    """x @ W.T + bias + scale * (x @ A.T) @ B.T, where W and bias are not trained."""

    @staticmethod
    def forward(
        ctx: Any,
        x: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None,
        a: torch.Tensor,
        b: torch.Tensor,
        scale: float,
    ) -> torch.Tensor:
        rows = x.reshape(-1, x.shape[-1])
        out, low = _adapted(rows, (weight, a, b), scale, bias)
        ctx.save_for_backward(rows, low, weight, a, b)
        ctx.scale = scale
        return out.view(*x.shape[:-1], out.shape[-1])

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        rows, low, weight, a, b = ctx.saved_tensors
        g = gradient.reshape(-1, gradient.shape[-1])
        low_g, grad_a, grad_b = _low_rank_gradients(g, rows, low, b, ctx.scale)
        grad_x = None
        if ctx.needs_input_grad[0]:
            grad_x = torch.mm(g, weight).addmm_(low_g, a)
            grad_x = grad_x.view(*gradient.shape[:-1], -1)
        return grad_x, None, None, grad_a, grad_b, None


class _GatedMlp(torch.autograd.Function):
    """down(silu(gate(x)) * up(x)) of three adapted layers without bias."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, *given: Any) -> torch.Tensor:
        gate_w, up_w, down_w, scales = _unpacked(given)
        rows = x.reshape(-1, x.shape[-1])
        gate, low_gate = _adapted(rows, gate_w, scales[0])
        up, low_up = _adapted(rows, up_w, scales[1])
        product = nn.functional.silu(gate).mul_(up)
        out, low_down = _adapted(product, down_w, scales[2])
        ctx.save_for_backward(rows, gate, up, low_gate, low_up, low_down, *given[:9])
        ctx.scales = scales
        return out.view_as(x)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        rows, gate, up, low_gate, low_up, low_down, *given = ctx.saved_tensors
        gate_w, up_w, down_w, _ = _unpacked((*given, *ctx.scales))
        g = gradient.reshape(-1, gradient.shape[-1])
        active = nn.functional.silu(gate)
        low_g, grad_a_down, grad_b_down = _low_rank_gradients(
            g, active * up, low_down, down_w[2], ctx.scales[2]
        )
        grad_product = torch.mm(g, down_w[0]).addmm_(low_g, down_w[1])
        grad_up = active.mul_(grad_product)
        grad_gate = torch.ops.aten.silu_backward(grad_product.mul_(up), gate)
        low_g_up, grad_a_up, grad_b_up = _low_rank_gradients(
            grad_up, rows, low_up, up_w[2], ctx.scales[1]
        )
        low_g_gate, grad_a_gate, grad_b_gate = _low_rank_gradients(
            grad_gate, rows, low_gate, gate_w[2], ctx.scales[0]
        )
        grad_x = None
        if ctx.needs_input_grad[0]:
            grad_x = torch.mm(grad_gate, gate_w[0]).addmm_(grad_up, up_w[0])
            grad_x.addmm_(low_g_gate, gate_w[1]).addmm_(low_g_up, up_w[1])
            grad_x = grad_x.view_as(gradient)
        return (
            grad_x,
            *(None, grad_a_gate, grad_b_gate),
            *(None, grad_a_up, grad_b_up),
            *(None, grad_a_down, grad_b_down),
            *(None, None, None),
        )


def _adapted(
    rows: torch.Tensor, weights: Weights, scale: float, bias: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """The layer's output (n, out) and the low-rank activations (n, rank)."""
    weight, a, b = weights
    low = torch.mm(rows, a.t())
    out = nn.functional.linear(rows, weight, bias)
    return out.addmm_(low, b.t(), alpha=scale), low


def _low_rank_gradients(
    g: torch.Tensor, rows: torch.Tensor, low: torch.Tensor, b: torch.Tensor, scale: float
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Of the output's gradient g: scale * g @ B (n, rank), and the gradients of A and B."""
    low_g = torch.mm(g, b).mul_(scale)
    return low_g, torch.mm(low_g.t(), rows), torch.mm(g.t(), low).mul_(scale)


def _unpacked(given: tuple[Any, ...]) -> tuple[Weights, Weights, Weights, tuple[float, ...]]:
    return given[0:3], given[3:6], given[6:9], given[9:12]


def _is_plain(layer: LoraLinear) -> bool:
    names = layer.active_adapters
    if len(names) != 1 or names[0] in layer.lora_variant or type(layer.base_layer) is not nn.Linear:
        return False
    parts = (layer.base_layer, layer.lora_A[names[0]], layer.lora_B[names[0]])
    plain = all(p.weight.dtype == torch.float32 and p.weight.device.type == "cpu" for p in parts)
    biased = any(part.bias is not None for part in parts[1:])
    no_dropout = isinstance(layer.lora_dropout[names[0]], nn.Identity)
    return plain and no_dropout and not biased and not layer.base_layer.weight.requires_grad


def _is_gated(mlp: nn.Module) -> bool:
    layers = (mlp.gate_proj, mlp.up_proj, mlp.down_proj)
    fused = all(type(layer) is FusedLinear for layer in layers)
    return (
        fused
        and isinstance(mlp.act_fn, (nn.SiLU, SiLUActivation))
        and all(layer.base_layer.bias is None for layer in layers)
    )
