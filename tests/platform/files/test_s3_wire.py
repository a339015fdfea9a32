"""What the client sends is what R2 accepts. Over plain http a client hides the difference."""

import hashlib
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from botocore.awsrequest import AWSResponse

from printshop.config import load_settings
from printshop.platform.files.s3.access import Bucket
from printshop.platform.files.s3.objects import Objects
from tests.s3_servers import S3Server, SignatureGate

ACCOUNT = S3Server(url="https://account.r2.cloudflarestorage.com")


class Wire:
    """Keeps what would be sent, and answers instead of R2."""

    def __init__(self, bucket: Bucket) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        bucket.client.meta.events.register("before-send.s3", self.answer)

    def answer(self, request: object, **_: object) -> AWSResponse:
        headers = {
            name.lower(): value.decode() if isinstance(value, bytes) else str(value)
            for name, value in request.headers.items()  # ty: ignore[missing-attribute]  # botocore's
        }
        self.requests.append((request.method, headers))  # ty: ignore[missing-attribute]
        body = b"<R><UploadId>an-upload</UploadId></R>" if request.method == "POST" else b""  # ty: ignore[missing-attribute]
        raw = BytesIO(body)
        raw.stream = lambda *_, **__: iter([body])  # ty: ignore[missing-attribute]
        return AWSResponse(request.url, 200, {"ETag": '"a"', "Content-Length": str(len(body))}, raw)  # ty: ignore[missing-attribute]


@pytest.fixture
def bucket() -> Bucket:
    return Bucket(load_settings(**ACCOUNT.settings()))


@pytest.mark.parametrize("size_bytes", [14, 70 << 20], ids=["in one piece", "in parts"])
def test_nothing_is_sent_that_r2_refuses(bucket: Bucket, size_bytes: int) -> None:
    wire, content = Wire(bucket), bytes(size_bytes)

    Objects(bucket, "a/").send(
        "key",
        BytesIO(content),
        size_bytes=size_bytes,
        sha256=hashlib.sha256(content).hexdigest(),
    )

    sent = [headers for method, headers in wire.requests if method == "PUT"]
    assert len(sent) == (1 if size_bytes == 14 else 5)
    for headers in sent:
        assert "x-amz-trailer" not in headers
        assert "aws-chunked" not in headers.get("content-encoding", "")
        assert not headers["x-amz-content-sha256"].startswith("STREAMING-")
        assert len(headers["x-amz-checksum-sha256"]) == 44
    for _, headers in wire.requests:
        assert not {"x-amz-acl", "x-amz-tagging", "x-amz-sdk-checksum-algorithm"} & set(headers)
        assert "/auto/s3/aws4_request" in headers["authorization"]


def test_the_client_is_set_up_as_r2_wants_it(bucket: Bucket) -> None:
    config = bucket.client.meta.config

    assert config.request_checksum_calculation == "when_required"
    assert config.response_checksum_validation == "when_required"
    assert config.signature_version == "s3v4"
    assert config.region_name == "auto"
    assert config.s3["addressing_style"] == "path"
    assert config.connect_timeout <= 5


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({"HTTP_X_AMZ_CONTENT_SHA256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}, "", "401"),
        ({"HTTP_CONTENT_ENCODING": "aws-chunked"}, "", "401"),
        ({"HTTP_X_AMZ_TAGGING": "a=b"}, "", "501"),
        ({}, "acl", "501"),
        ({"REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=x"}, "", "501"),
        ({}, "", "403"),
    ],
)
def test_the_server_of_these_tests_refuses_what_r2_refuses(
    headers: dict[str, str], query: str, status: str
) -> None:
    answered: list[str] = []
    environ = {"REQUEST_METHOD": "PUT", "RAW_URI": f"/shops/key?{query}", **headers}

    SignatureGate(lambda *_: pytest.fail("it was let through"), {})(
        environ, lambda status, *_: answered.append(status[:3])
    )

    assert answered == [status]


def test_an_installation_with_local_files_never_loads_the_client(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from uuid import UUID\n"
        "from printshop.config import load_settings\n"
        "from printshop.platform.files import stores\n"
        f"stores(load_settings(data_dir={str(tmp_path)!r})).of_user(UUID({str(uuid4())!r})).put(b'x')\n"
        "print(sorted(name for name in ('boto3', 'botocore', 'urllib3') if name in sys.modules))\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )

    assert ended.stdout.strip() == "[]"
