"""Runs the documentation's example on images.f32 beside an export and prints the exits taken and the answers as JSON."""

import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "docs" / "examples"))
from early_exit_onnx import EarlyExitNetwork  # noqa: E402

folder = pathlib.Path(sys.argv[1])
network = EarlyExitNetwork(folder)
images = np.fromfile(folder / "images.f32", dtype=np.float32).reshape(-1, *network.manifest["input"]["shape"])
exits, logits = network(images)
print(json.dumps({"exits": exits.tolist(), "logits": logits.ravel().tolist()}))
