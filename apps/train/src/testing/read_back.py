"""What MLflow holds of Naru's runs, read with MLflow's own client, as JSON: a list a run id.

Knows nothing of how it came there. Arguments: tracking URI, Naru's run ids.
"""

from __future__ import annotations

import json
import sys

from mlflow import MlflowClient
from mlflow.artifacts import download_artifacts
from mlflow.entities import Run


def read_back(tracking_uri: str, run_id: str) -> list[dict[str, object]]:
    """Every active run that carries the id; a point of a metric is (step, timestamp, value)."""
    client = MlflowClient(tracking_uri)
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    runs = client.search_runs(experiments, f"tags.`naru.runId` = '{run_id}'")
    return [_run(client, tracking_uri, run) for run in runs]


def _run(client: MlflowClient, tracking_uri: str, run: Run) -> dict[str, object]:
    identity = run.info.run_id
    versions = client.search_model_versions(f"run_id = '{identity}'")
    job = download_artifacts(run_id=identity, artifact_path="job.json", tracking_uri=tracking_uri)
    return {
        "status": run.info.status,
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": {
            key: [(p.step, p.timestamp, p.value) for p in client.get_metric_history(identity, key)]
            for key in run.data.metrics
        },
        "datasets": [
            {
                "name": given.dataset.name,
                "digest": given.dataset.digest,
                "tags": {tag.key: tag.value for tag in given.tags},
            }
            for given in run.inputs.dataset_inputs
        ],
        "artifacts": sorted(_artifacts(client, identity, None)),
        "job": json.loads(open(job, encoding="utf-8").read()),
        "versions": [
            {"name": v.name, "version": v.version, "source": v.source, "tags": v.tags}
            for v in versions
        ],
    }


def _artifacts(client: MlflowClient, run_id: str, folder: str | None) -> list[str]:
    found: list[str] = []
    for entry in client.list_artifacts(run_id, folder):
        found += _artifacts(client, run_id, entry.path) if entry.is_dir else [entry.path]
    return found


if __name__ == "__main__":
    print(json.dumps({run_id: read_back(sys.argv[1], run_id) for run_id in sys.argv[2:]}))
