"""Prints what TensorBoard itself reads from a run's tb/ as JSON."""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata

events = EventAccumulator(sys.argv[1], size_guidance={"images": 0, "scalars": 0, "tensors": 0})
events.Reload()
tags = events.Tags()
plugin = events.summary_metadata
hparams = {
    tag: metadata.parse_session_start_info_plugin_data(plugin[tag].plugin_data.content)
    for tag in plugin
    if tag == metadata.SESSION_START_INFO_TAG
}
ends = [tag for tag in plugin if tag == metadata.SESSION_END_INFO_TAG]
print(
    json.dumps(
        {
            "scalars": {tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in tags["scalars"]},
            "images": {tag: [[e.step, e.width, e.height] for e in events.Images(tag)] for tag in tags["images"]},
            "texts": {
                tag: events.Tensors(tag)[0].tensor_proto.string_val[0].decode()
                for tag in tags["tensors"]
                if plugin[tag].plugin_data.plugin_name == "text"
            },
            "group": next((info.group_name for info in hparams.values()), None),
            "hyperparameters": {
                name: value.string_value or value.number_value or value.bool_value
                for info in hparams.values()
                for name, value in info.hparams.items()
            },
            "ended": len(ends),
        }
    )
)
