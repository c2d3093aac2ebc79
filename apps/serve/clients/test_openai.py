"""OpenAI's own Python client, and LangChain's, against a running serve.

Knows addresses only, from the environment: a serve over the real llama.cpp, one
that wants a key, and one whose engine refuses everything. Started by
python-clients.int-spec.ts.
"""

from __future__ import annotations

import os

import openai
import pytest
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

SERVE = os.environ["NARU_SERVE"]
LOCKED = os.environ["NARU_SERVE_LOCKED"]
BUSY = os.environ["NARU_SERVE_BUSY"]
KEY = os.environ["NARU_KEY"]
MODEL = os.environ["NARU_MODEL"]

MESSAGES = [{"role": "user", "content": "나루가 뭐예요? Answer briefly."}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "enum": ["서울", "부산"]}},
            "required": ["city"],
        },
    },
}


class Deployment(BaseModel):
    service: str
    replicas: int


def client_of(address: str, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def client() -> openai.OpenAI:
    return client_of(SERVE)


def test_it_lists_the_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]


def test_it_gets_a_whole_answer_with_its_usage(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, max_tokens=12, temperature=0, seed=7
    )

    assert answer.object == "chat.completion"
    assert answer.choices[0].message.content
    assert answer.choices[0].finish_reason in {"stop", "length"}
    assert answer.usage is not None
    assert 0 < answer.usage.completion_tokens <= 12
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_it_gets_the_same_answer_streamed_with_usage_as_the_last_chunk(
    client: openai.OpenAI,
) -> None:
    asked = {"model": MODEL, "messages": MESSAGES, "max_tokens": 12, "temperature": 0}
    whole = client.chat.completions.create(**asked)

    chunks = list(
        client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})
    )

    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == whole.choices[0].message.content
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == whole.usage.completion_tokens


def test_a_stream_that_did_not_ask_for_usage_has_none(client: openai.OpenAI) -> None:
    chunks = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, max_tokens=4, stream=True
    )

    assert [chunk.usage for chunk in chunks if chunk.usage is not None] == []


def test_it_gets_whole_hangul_and_leaves_a_stream_midway(client: openai.OpenAI) -> None:
    asked = [{"role": "user", "content": "Repeat: 안녕하세요 안녕하세요 안녕하세요"}]
    with client.chat.completions.create(
        model=MODEL, messages=asked, temperature=0, stream=True
    ) as stream:
        text = ""
        for chunk in stream:
            text += chunk.choices[0].delta.content or ""
            if len(text) > 8:
                break

    assert any("가" <= letter <= "힣" for letter in text)
    assert "\ufffd" not in text


def test_it_gets_logprobs(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, max_tokens=3, logprobs=True, top_logprobs=2
    )

    assert answer.choices[0].logprobs is not None
    tokens = answer.choices[0].logprobs.content
    assert tokens is not None
    assert all(token.logprob <= 0 and len(token.top_logprobs) == 2 for token in tokens)


def test_it_stops_before_a_stop_text(client: openai.OpenAI) -> None:
    asked = {"model": MODEL, "messages": MESSAGES, "max_tokens": 12, "temperature": 0}
    text = client.chat.completions.create(**asked).choices[0].message.content or ""
    word = text.split()[1]

    stopped = client.chat.completions.create(**asked, stop=[word]).choices[0]

    assert stopped.finish_reason == "stop"
    assert stopped.message.content == text[: text.index(word)]


def test_tools_and_their_results_are_taken(client: openai.OpenAI) -> None:
    """The packaged model is too small to be relied on for a call: it need not make one."""
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "How is the weather in 서울?"}],
        tools=[WEATHER],
        max_tokens=16,
        temperature=0,
    )

    assert answer.choices[0].finish_reason in {"stop", "length", "tool_calls"}


def test_tools_reach_the_engine() -> None:
    """What reached it is looked at by python-clients.int-spec.ts."""
    call = {"id": "call-1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    answer = client_of(LOCKED, KEY).chat.completions.create(
        model="fake-base",
        messages=[
            {"role": "user", "content": "How is the weather in 서울?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call-1", "content": "맑음"},
        ],
        tools=[WEATHER],
        tool_choice="required",
    )

    assert answer.choices[0].message.content


def test_it_parses_structured_output(client: openai.OpenAI) -> None:
    asked = [
        {"role": "user", "content": "Scale the service checkout to 3 replicas. Say it as JSON."}
    ]

    answer = client.chat.completions.parse(
        model=MODEL, messages=asked, response_format=Deployment, max_tokens=60, temperature=0
    )

    assert isinstance(answer.choices[0].message.parsed, Deployment)


def test_it_is_told_of_a_model_that_is_not_there(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        client.chat.completions.create(model="nobody", messages=MESSAGES)

    assert raised.value.code == "engine.model-unknown"


def test_it_is_told_which_field_is_wrong(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(model=MODEL, messages=MESSAGES, temperature=9)

    assert raised.value.param == "temperature"


def test_it_is_told_of_a_prompt_that_is_too_long(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "나루 " * 3000}]
        )

    assert raised.value.code == "engine.context-full"


@pytest.mark.parametrize("key", ["none", "nk_wrong", "' OR 1=1 --", "your-secret-api-key"])
def test_a_wrong_key_is_refused(key: str) -> None:
    with pytest.raises(openai.AuthenticationError):
        client_of(LOCKED, key).chat.completions.create(model="fake-base", messages=MESSAGES)


def test_the_right_key_is_taken() -> None:
    answer = client_of(LOCKED, KEY).chat.completions.create(model="fake-base", messages=MESSAGES)

    assert answer.choices[0].message.content


def test_an_engine_that_refuses_is_an_error_of_the_server_with_the_time_to_come_back() -> None:
    with pytest.raises(openai.InternalServerError) as raised:
        client_of(BUSY).chat.completions.create(model="fake-base", messages=MESSAGES)

    assert raised.value.status_code == 503
    assert raised.value.response.headers["retry-after"] == "7"


def langchain(**more: object) -> ChatOpenAI:
    return ChatOpenAI(
        model=MODEL, base_url=f"{SERVE}/v1", api_key="none", max_retries=0, temperature=0, **more
    )


def test_langchain_gets_a_whole_answer_and_a_streamed_one() -> None:
    model = langchain(max_tokens=8)

    whole = model.invoke("나루가 뭐예요?")
    streamed = "".join(str(chunk.content) for chunk in model.stream("나루가 뭐예요?"))

    assert whole.content
    assert whole.content == streamed
    assert whole.usage_metadata is not None


def test_langchain_parses_structured_output() -> None:
    model = langchain(max_tokens=60).with_structured_output(Deployment)

    assert isinstance(model.invoke("Scale checkout to 3 replicas. Say it as JSON."), Deployment)
