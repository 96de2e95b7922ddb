import Layers
import Recipes

extension ConvolutionInitialization: SettingChoice {}
