"""Made from libs/contracts/schema by contracts:generate. Change the schema, not this file."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict


class Contracts(TypedDict):
    pass


TargetModule: TypeAlias = str


class Lora(TypedDict, closed=True):
    rank: int
    alpha: float
    dropout: float
    target_modules: Literal["all-linear"] | list[TargetModule]
    rslora: bool
    dora: bool


class Quantization(TypedDict, closed=True):
    type: Literal["nf4", "fp4"]
    double_quantization: bool


class Evaluation(TypedDict, closed=True):
    every_steps: int | None
    batch_size: int | None
    early_stopping_patience: int | None
    early_stopping_min_delta: float


class Checkpoints(TypedDict, closed=True):
    every_steps: int | None
    keep: int


Prompt: TypeAlias = str


class Samples(TypedDict, closed=True):
    prompts: list[Prompt]
    max_new_tokens: int


class ByMethod(TypedDict, closed=True):
    lora: NotRequired[dict[str, Any]]
    qlora: NotRequired[dict[str, Any]]


class TrainingConfig(TypedDict, closed=True):
    name: str
    description: NotRequired[str]
    base_model: str
    base_revision: str | None
    licence: str | None
    method: Literal["lora", "qlora"]
    data: str
    validation_fraction: float
    refused_rows: Literal["stop", "skip"]
    max_train_rows: int | None
    max_validation_rows: int | None
    max_length: int
    batch_size: int
    gradient_accumulation_steps: int
    packing: bool
    group_by_length: bool
    epochs: float
    max_steps: int | None
    learning_rate: float
    schedule: Literal["constant", "linear", "cosine"]
    warmup_ratio: float
    min_learning_rate_ratio: float
    optimizer: Literal["adamw", "adamw_8bit", "paged_adamw_8bit"]
    weight_decay: float
    adam_beta1: float
    adam_beta2: float
    max_grad_norm: float | None
    activation_checkpointing: bool
    dtype: Literal["auto", "float32", "bfloat16"]
    attention: Literal["sdpa", "eager", "flash_attention_2"]
    seed: int
    lora: Lora
    quantization: Quantization
    evaluation: Evaluation
    checkpoints: Checkpoints
    samples: Samples
    log_every_steps: int
    experiment_name: str | None
    registered_model_name: str | None
    by_method: NotRequired[ByMethod]


RunId: TypeAlias = str


class File(TypedDict, closed=True):
    path: str
    sha256: str
    bytes: int


class Base(TypedDict, closed=True):
    id: str
    format: Literal["huggingface", "gguf"]
    path: str
    revision: str | None
    sha256: str | None
    licence: str | None


class Data(TypedDict, closed=True):
    id: str
    sha256: str
    train: list[File]
    validation: list[File]


class Device(TypedDict, closed=True):
    kind: Literal["cpu", "cuda"]
    uuids: list[str]
    names: list[str]
    worldSize: int
    threadsPerProcess: int | None


class Provenance(TypedDict, closed=True):
    gitCommit: str | None
    gitDirty: bool | None
    lockSha256: str | None
    chatTemplateSha256: str | None


class TrainJob(TypedDict, closed=True):
    v: Literal[1]
    kind: Literal["train"]
    runId: RunId
    createdAt: str
    runDir: str
    eventsPath: str
    base: Base
    data: Data
    config: TrainingConfig
    device: Device
    provenance: Provenance


class Base1(TypedDict, closed=True):
    id: str
    format: Literal["huggingface", "gguf"]
    path: str
    revision: str | None


Length: TypeAlias = int


class File1(TypedDict, closed=True):
    rows: str
    output: str


class TokenizeJob(TypedDict, closed=True):
    v: Literal[1]
    kind: Literal["tokenize"]
    runId: str
    eventsPath: str
    base: Base1
    lengths: list[Length]
    files: list[File1]


Counts: TypeAlias = list[int]


class Density(TypedDict, closed=True):
    tokens: Counts
    units: Counts


class RefusedItem(TypedDict, closed=True):
    row: int
    reason: str


class TokenizeOutput(TypedDict, closed=True):
    tokens: Counts
    supervised: Counts
    kept: list[Counts]
    hangul: Density
    latin: Density
    refused: list[RefusedItem]


class Base2(TypedDict, closed=True):
    id: str
    format: Literal["huggingface", "gguf"]
    path: str
    revision: str | None
    sha256: str | None


class Adapter(TypedDict, closed=True):
    path: str
    sha256: str


class Device1(TypedDict, closed=True):
    kind: Literal["cpu", "cuda"]
    threads: int | None


class File2(TypedDict, closed=True):
    items: str
    output: str


class ScoreJob(TypedDict, closed=True):
    v: Literal[1]
    kind: Literal["score"]
    runId: str
    eventsPath: str
    base: Base2
    adapter: Adapter | None
    chatTemplateSha256: str | None
    device: Device1
    dtype: Literal["auto", "float32", "bfloat16"]
    maxLength: int
    batchTokens: int
    files: list[File2]


class ScoreOutput1(TypedDict, closed=True):
    id: str
    logLikelihood: float
    tokens: int
    bytes: int


class Choice(TypedDict, closed=True):
    logLikelihood: float
    tokens: int
    bytes: int


class ScoreOutput2(TypedDict, closed=True):
    id: str
    choices: list[Choice]


class ScoreOutput3(TypedDict, closed=True):
    id: str
    refused: str


ScoreOutput: TypeAlias = ScoreOutput1 | ScoreOutput2 | ScoreOutput3


V: TypeAlias = Literal[1]


Seq: TypeAlias = int


At: TypeAlias = int


Number: TypeAlias = float | Literal["NaN", "Infinity", "-Infinity"]


Values: TypeAlias = dict[str, Number]


class RunStarted(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["run.started"]
    attempt: int
    pid: int
    resumedFromStep: int | None
    device: str
    versions: dict[str, str]


class Phase(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["phase"]
    name: Literal["preflight", "load", "evaluate", "sample", "train", "export"]
    message: NotRequired[str]


class Spread(TypedDict, closed=True):
    min: float
    median: float
    p95: float
    max: float


class PreflightCheck(TypedDict, closed=True):
    name: str
    ok: bool
    detail: str


class RefusedRow(TypedDict, closed=True):
    file: str
    line: int | None
    field: NotRequired[str]
    reason: str


class PreviewPiece(TypedDict, closed=True):
    text: str
    learned: bool


class Metric(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["metric"]
    step: int
    totalSteps: int
    values: Values


class Eval(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["eval"]
    step: int
    values: Values
    rows: int
    supervisedTokens: int
    best: bool


class Checkpoint(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["checkpoint"]
    step: int
    path: str
    bytes: int
    best: bool


class Sample(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["sample"]
    stage: Literal["before", "after"]
    index: int
    prompt: str
    answer: str
    tokens: int
    ended: bool


class Adapter1(TypedDict, closed=True):
    path: str
    sha256: str
    ggufPath: str | None
    ggufSha256: str | None
    parameters: int


class RunFinished(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["run.finished"]
    steps: int
    stoppedEarly: bool
    lossBefore: Values
    lossAfter: Values
    bestStep: int | None
    trainedTokens: int
    seconds: float
    peakMemoryBytes: int
    adapter: Adapter1


class TokenizeFinished(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["tokenize.finished"]
    rows: int
    refused: int
    seconds: float
    chatTemplateSha256: str


class ScoreProgress(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["score.progress"]
    file: str
    done: int
    total: int


class ScoreFinished(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["score.finished"]
    items: int
    refused: int
    tokens: int
    seconds: float
    chatTemplateSha256: str


class RunFailed(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["run.failed"]
    code: str
    message: str
    hint: str | None
    checkpointStep: int | None


class PreflightSplit(TypedDict, closed=True):
    name: Literal["train", "validation"]
    rowsRead: int
    rowsUsed: int
    rowsRefused: int
    rowsTruncated: int
    tokens: int
    supervisedTokens: int
    tokensPerRow: Spread
    supervisedPerRow: Spread


class Preflight(TypedDict, closed=True):
    v: V
    runId: RunId
    seq: Seq
    at: At
    type: Literal["preflight"]
    ok: bool
    splits: list[PreflightSplit]
    checks: list[PreflightCheck]
    refused: list[RefusedRow]
    preview: list[PreviewPiece] | None
    chatTemplateSha256: str | None


JobEvent: TypeAlias = (
    RunStarted
    | Phase
    | Preflight
    | Metric
    | Eval
    | Checkpoint
    | Sample
    | RunFinished
    | TokenizeFinished
    | ScoreProgress
    | ScoreFinished
    | RunFailed
)
