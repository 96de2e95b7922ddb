// Tests give components their settings as a recipe would write them.
@_exported import Recipes
