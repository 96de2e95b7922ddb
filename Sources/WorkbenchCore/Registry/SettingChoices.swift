import Layers
import Settings

extension ConvolutionInitialization: SettingChoice {}
