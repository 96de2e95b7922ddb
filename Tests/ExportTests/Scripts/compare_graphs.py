"""Runs exported graphs with ONNX Runtime and prints, for each folder of cases, the largest difference to ours.

A case is a folder with case.json (files, inputs, outputs, shape), images.f32 and the expected logits-K.f32.
"""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime


def session(path):
    onnx.checker.check_model(str(path), full_check=True)
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def difference(folder):
    case = json.loads((folder / "case.json").read_text())
    images = np.fromfile(folder / "images.f32", dtype=np.float32).reshape(case["shape"])
    expected = {
        name: np.fromfile(folder / f"{name}.f32", dtype=np.float32).reshape(len(images), -1)
        for name in case["whole"]["outputs"]
    }
    largest = 0.0
    for count in (1, len(images)):
        whole = session(folder / case["whole"]["file"]).run(case["whole"]["outputs"], {"images": images[:count]})
        staged = {"images": images[:count]}
        for stage in case["stages"]:
            results = session(folder / stage["file"]).run(
                stage["outputs"], {name: staged[name] for name in stage["inputs"]})
            staged.update(zip(stage["outputs"], results))
        for name, result in zip(case["whole"]["outputs"], whole):
            for found in (result, staged[name]):
                largest = max(largest, float(np.abs(found - expected[name][:count]).max()))
    return largest


print(json.dumps({folder.name: difference(folder) for folder in sorted(pathlib.Path(sys.argv[1]).iterdir())}))
