"""Prints what a run holds, as MLflow's own Python client reads it.

Arguments: tracking URI, model and experiment name, run id, metric, artifact.
"""

import hashlib
import json
import math
import sys
import tempfile
from pathlib import Path

from mlflow import MlflowClient, set_tracking_uri

uri, name, run_id, metric, artifact = sys.argv[1:]
set_tracking_uri(uri)
client = MlflowClient(uri)
run = client.get_run(run_id)
champion = client.get_model_version_by_alias(name, "champion")
with tempfile.TemporaryDirectory() as folder:
    content = Path(client.download_artifacts(run_id, artifact, folder)).read_bytes()
print(
    json.dumps(
        {
            "experiment": client.get_experiment(run.info.experiment_id).name,
            "run": [run.info.run_name, run.info.status, run.info.start_time, run.info.end_time],
            "history": [
                ["nan" if math.isnan(point.value) else point.value, point.timestamp, point.step]
                for point in client.get_metric_history(run_id, metric)
            ],
            "params": run.data.params,
            "git": run.data.tags["git"],
            "datasets": [
                [
                    i.dataset.name,
                    i.dataset.digest,
                    i.dataset.source_type,
                    i.dataset.source,
                    {t.key: t.value for t in i.tags},
                ]
                for i in run.inputs.dataset_inputs
            ],
            "sha256": hashlib.sha256(content).hexdigest(),
            "champion": [str(champion.version), champion.run_id, champion.tags],
        }
    )
)
