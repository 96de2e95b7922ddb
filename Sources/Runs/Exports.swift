// Whoever works with run directories meets the errors of their files.
@_exported import Files
