// A plugin imports WorkbenchCore and has tensors, layers and recipe settings with it.
@_exported import Layers
@_exported import Recipes
@_exported import Torch
