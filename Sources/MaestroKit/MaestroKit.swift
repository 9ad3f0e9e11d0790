@_exported import Datasets
@_exported import FineTuning
@_exported import Florence
@_exported import Scoring
