import LinkedPlugins
import Workbench

Workbench.main(plugins: linkedPlugins)
