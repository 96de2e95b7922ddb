// A plugin imports WorkbenchCore and has tensors, layers, random numbers and settings with it.
@_exported import Layers
@_exported import Random
@_exported import Settings
@_exported import Torch
