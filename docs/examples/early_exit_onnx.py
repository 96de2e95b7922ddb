"""Classifies images with the stages that `workbench export RUN --to onnx` wrote, and stops where it is sure enough.

    python early_exit_onnx.py runs/RUN/export/onnx --point "budget 10" cat.png dog.png

Needs numpy, onnxruntime and, to read images, Pillow. The stages run one after the other; each one reads only the samples
that are still undecided, so leaving early saves the work it promises.
"""

import argparse
import json
import pathlib

import numpy as np
import onnxruntime

# How sure a policy is of logits [N, classes]; larger is surer.
SCORES = {
    "confidence": lambda p: p.max(axis=1),
    "margin": lambda p: np.diff(np.sort(p, axis=1)[:, -2:], axis=1)[:, 0],
    "entropy": lambda p: 1 + (p * np.log(np.maximum(p, 1e-30))).sum(axis=1) / np.log(p.shape[1]),
}


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


class EarlyExitNetwork:
    """The stages of one export, and the thresholds of one of its operating points."""

    def __init__(self, folder, point=None):
        folder = pathlib.Path(folder)
        self.manifest = json.loads((folder / "manifest.json").read_text())
        self.stages = [
            (stage, onnxruntime.InferenceSession(folder / stage["file"], providers=["CPUExecutionProvider"]))
            for stage in self.manifest["stages"]
        ]
        early = self.manifest.get("early-exit")
        if early is None:
            raise SystemExit("this export has no thresholds: run `workbench eval` on the run, then export it again")
        if early["policy"] not in SCORES:
            raise SystemExit(f"this program knows {', '.join(SCORES)}; the export is for {early['policy']}")
        points = {p["name"]: p for p in early["points"]}
        if point is not None and point not in points:
            raise SystemExit(f"there is no point '{point}'; there are: {', '.join(points)}")
        self.point = points[point] if point is not None else early["points"][len(points) // 2]
        self.score = SCORES[early["policy"]]
        self.temperatures = early.get("temperatures", [1] * len(self.stages))

    def __call__(self, images):
        """The exit taken (from 1) and the logits there, of normalized images [N, C, H, W]."""
        exits = np.zeros(len(images), dtype=int)
        answers = np.zeros((len(images), len(self.manifest["classes"])), dtype=np.float32)
        staying = np.arange(len(images))
        known = {"images": images.astype(np.float32)}
        for number, (stage, session) in enumerate(self.stages, 1):
            results = session.run(stage["outputs"], {name: known[name] for name in stage["inputs"]})
            known.update(zip(stage["outputs"], results))
            logits = results[0]
            score = self.score(softmax(logits / self.temperatures[number - 1]))
            leaves = (score >= self.point["thresholds"][number - 1]) | (number == len(self.stages))
            exits[staying[leaves]] = number
            answers[staying[leaves]] = logits[leaves]
            if leaves.all():
                break
            staying = staying[~leaves]
            known = {name: value[~leaves] for name, value in known.items()}
        return exits, answers

    def read(self, path):
        """An image file as the network takes it, [1, C, H, W]."""
        from PIL import Image

        channels, height, width = self.manifest["input"]["shape"]
        image = Image.open(path).convert("RGB" if channels == 3 else "L").resize((width, height), Image.BILINEAR)
        pixels = np.asarray(image, dtype=np.float32).reshape(height, width, channels).transpose(2, 0, 1) / 255
        mean, deviation = (
            np.array(self.manifest["input"][name], dtype=np.float32).reshape(-1, 1, 1) for name in ("mean", "deviation")
        )
        return ((pixels - mean) / deviation)[None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="what `workbench export RUN --to onnx` wrote")
    parser.add_argument("images", nargs="+", help="image files")
    parser.add_argument("--point", help="an operating point of the manifest, such as 'budget 10'")
    arguments = parser.parse_args()
    network = EarlyExitNetwork(arguments.folder, arguments.point)
    exits, logits = network(np.concatenate([network.read(path) for path in arguments.images]))
    for path, number, row in zip(arguments.images, exits, softmax(logits)):
        macs = network.manifest["stages"][number - 1]["macs"]
        print(f"{path}  {network.manifest['classes'][row.argmax()]}  exit {number}  {row.max():.1%}  {macs:,} MACs")


if __name__ == "__main__":
    main()
