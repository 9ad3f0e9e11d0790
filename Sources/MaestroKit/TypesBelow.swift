import Essentials
import Images
import LoRA
import SystemPackage
import Tasks
import Tensors
import Tokenization
import Training

// Types of the floors below that appear in what this library exports, so that a program can name them with one import.

/// A path in the file system. A text literal is one, and in a text it is written as it is.
public typealias FilePath = SystemPackage.FilePath

/// Asked often by all that takes long: whether to stop. `StopToken { ... }` asks a program's own flag, from any thread.
public typealias StopToken = Essentials.StopToken

/// Thrown where a ``StopToken`` ended what was going on.
public typealias Stopped = Essentials.Stopped

/// What every error of this library conforms to: all faults at once, each with its place and its remedy.
public typealias DiagnosticError = Essentials.DiagnosticError

/// One fault: what is wrong, where, and what to do about it.
public typealias Diagnostic = Essentials.Diagnostic

/// One fault or several, already in words: the error that is thrown most.
public typealias Faults = Essentials.Faults

/// A rectangle in pixels.
public typealias Box = Essentials.Box

/// A picture in memory: red, green and blue bytes, of a PNG or JPEG file or a program's own.
public typealias Image = Images.Image

/// Where a picture comes from: a file, or a program's memory, encoded or decoded.
public typealias ImageSource = Images.ImageSource

/// Width and height in pixels.
public typealias ImageSize = Images.ImageSize

/// From text to a model's tokens and back.
public typealias Tokenizer = Tokenization.Tokenizer

/// How numbers are stored; the weights of a checkpoint in one of `DType.checkpointTypes`.
public typealias DType = Tensors.DType

/// Why a training ended: it was finished, no better epoch came, or it was stopped.
public typealias TrainingOutcome = Training.TrainingOutcome

/// One optimizer step: its number, its loss, its learning rate.
public typealias StepReport = Training.StepReport

/// One epoch at its end: its mean loss, and what validation measured.
public typealias EpochReport = Training.EpochReport

/// The values of metrics over epochs and steps, as the files in a run's `metrics` have them.
public typealias MetricHistory = Training.MetricHistory

/// The grid of 1,000 by 1,000 bins on which places are written, the bin of a coordinate, and its token, `<loc_0>` to `<loc_999>`.
public typealias LocationGrid = Tasks.LocationGrid

/// What Florence-2 can be asked: its fifteen tasks and `<VQA>`, by tag, with the prompt and the form of the answer of each.
public typealias FlorenceTask = Tasks.Task

/// Which rule changes the weights by their gradients.
public typealias OptimizerKind = Training.OptimizerKind

/// How the learning rate falls over a run.
public typealias LearningRateSchedule = Training.LearningRateSchedule

/// The settings of adapters, among them `Bias`: which biases train beside them.
public typealias LoRAConfiguration = LoRA.LoRAConfiguration

/// Numbers that some modules have of their own, by patterns of their names: `["fc2": 16]`.
public typealias ModulePatterns<Value: Sendable & Hashable> = LoRA.ModulePatterns<Value>
