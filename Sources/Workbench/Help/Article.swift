import FineTuning
import Scoring
import Script
import Tasks

/// A topic of help that is no command, setting or word of the language. The examples are run by the tests.
package struct Article: Sendable {
  /// The first is how it is called in lists; the others find it too.
  let names: [String]
  let summary: String
  let sections: [HelpPage.Section]
  package let examples: [Example]

  init(_ names: [String], _ summary: String, _ sections: [HelpPage.Section], examples: [Example] = []) {
    self.names = names
    self.summary = summary
    self.sections = sections
    self.examples = examples
  }

  package var page: HelpPage {
    let code = examples.map { (source: $0.source, meaning: $0.meaning) }
    return HelpPage(names[0], summary, sections + (code.isEmpty ? [] : [HelpPage.Section("Examples", .code(code))]))
  }

  package static let all: [Article] = [
    keys, language, variables, texts, numbers, lists, operators, functions, results, recipes, metrics, tasks, resuming, formats, speed,
  ]

  private static let keys = Article(
    ["keys", "key", "keyboard", "shortcuts", "editing", "prompt"], "the keys of the prompt",
    [
      HelpPage.Section(
        .rows([
          ("Tab", "completes what stands before the cursor, or lists what may stand there"),
          ("Up, Down", "earlier lines; behind some letters, those that begin with them"),
          ("Ctrl-R", "searches earlier lines; again for the one before"),
          ("Ctrl-A, Ctrl-E", "to the line's beginning, to its end"),
          ("Alt-B, Alt-F", "a word back, a word on"),
          ("Ctrl-W, Ctrl-U, Ctrl-K", "deletes a word, the line, the rest of it; Ctrl-Y puts it back"),
          ("Ctrl-L", "clears the screen"),
          ("Ctrl-C", "clears the line; stops a running command at its next step, and all that was done holds"),
          ("Ctrl-D", "on an empty line: leaves, as `quit` does"),
        ])),
      HelpPage.Section(.prose("A line with an open bracket or a final \\ goes on in the next. A whole recipe can be pasted.")),
    ])

  private static let language = Article(
    ["language", "syntax", "grammar", "statements", "script"], "how lines are written",
    [
      HelpPage.Section(
        .prose(
          """
          A line is a command: its words, then values and name=value pairs without blanks round the `=`. `;` joins two in a line, `#` behind \
          a blank begins a comment. Values are calculated in parentheses alone: print ($a - 1).
          """)),
      HelpPage.Section("Statements", .rows(LanguageTopic.all.map { ($0.word, $0.summary) })),
      HelpPage.Section(
        "See also", .prose("help variables, help texts, help numbers, help lists, help operators, help functions, help results")),
    ],
    examples: [
      Example("let rates = [1e-4, 5e-4]\nfor rate in $rates { print \"lr {$rate}\" }", "a variable, a loop, and a text with values in it")
    ])

  private static let variables = Article(
    ["variables", "variable", "$", "names"], "names for values",
    [
      HelpPage.Section(
        .prose(
          """
          `let NAME = EXPRESSION` makes a variable or changes it; `$NAME` is its value, in commands and in expressions. Fields of a result are \
          read with a dot, elements of a list with an index from 0, or from -1 at its end. Blocks open no scope of their own; a `def` sees its \
          parameters and its own names, and reads those of the recipe. At the prompt, `$1`, `$2`, ... are the results of earlier inputs and \
          `$_` is the last. `maestro run FILE name=value` replaces the value of the first `let name` of a recipe.
          """))
    ],
    examples: [Example("let a = [3, 4]; print $a[0] ($a[-1] * 2)", "")])

  private static let texts = Article(
    ["texts", "text values", "strings", "string", "quotes", "escapes"], "texts and their quotes",
    [
      HelpPage.Section(
        .prose(
          """
          In a command a word is a text as it stands; one with blanks or brackets needs quotes. In double quotes {EXPRESSION} is replaced by its \
          value, {$x:.3} shows three digits of it, {$x:.2f} two behind the point, and \\\\ \\" \\n \\t \\r \\{ \\} \\u{HEX} are escapes. In single quotes everything stands for itself, and '' is one quote. + joins \
          texts, `in` looks for one in another, len(...) counts characters, text(...) makes a text of any value.
          """))
    ],
    examples: [Example("let n = 3; print \"{$n} boxes, {$n * 2} corners\" 'as it {stands}'", "")])

  private static let numbers = Article(
    ["numbers", "number", "percent", "percentage", "ranges", "range"], "numbers, percentages and ranges",
    [
      HelpPage.Section(
        .prose(
          """
          Numbers are written 3, 0.25, 5e-6; 5% is 0.05. Whole numbers are exact up to 64 bits and floating-point beyond. Dividing always gives \
          the true quotient: 7 / 2 is 3.5. `%` behind a blank is the remainder, with the sign of the divisor. 0..9 is the range from 0 to 9, \
          both ends included; $a..$b and 0..($n - 1) work too.
          """))
    ],
    examples: [Example("print (7 / 2) (7 % 2) (2 ** 10) (50% * 8)", ""), Example("for i in 1..3 { print $i }", "")])

  private static let lists = Article(
    ["lists", "list", "records", "fields", "elements"], "lists, and results with fields",
    [
      HelpPage.Section(
        .prose(
          """
          A list is written [1, 2, 3]; + joins two, `in` looks for an element, $list[0] is the first and $list[-1] the last. \
          [$x * 2 for x in $list if $x > 1] makes a list of another one, in an expression. A record is written {a: 1, b: [2]}; the result of a \
          command is one too, and $result.loss is its field. sort($records, 'score') puts records in order, argmax($records, 'score') says \
          where the best stands; len, `in` and `for` work on lists and ranges alike.
          """))
    ],
    examples: [
      Example("let rates = [1e-5] + [5e-6]; print (len($rates)) (1e-5 in $rates)", ""),
      Example(
        "let runs = [{r: $r, cost: $r ** 2} for r in [4, 8]]; print (sort($runs, 'cost')[-1].r)", "records in order, and the last one"),
    ])

  private static let operators = Article(
    ["operators", "operator", "and", "or", "not", "in", "conditions", "comparison", "arithmetic"], "operators, loosest first",
    [
      HelpPage.Section(
        .rows([
          ("or", "one of two conditions holds"), ("and", "both hold"), ("not", "it does not hold"),
          ("== != < <= > >= in", "comparisons; not chained, joined with `and`"),
          ("+ -", "sums; + joins texts and lists too"), ("* / %", "products, quotients, remainders"), ("-", "the negative"),
          ("**", "powers, from the right"),
        ])),
      HelpPage.Section(
        .prose("Operators stand in expressions alone: behind `let NAME =`, if, while, return, assert, in parentheses and in \"{ }\".")),
    ],
    examples: [Example("let a = 5; if $a > 3 and not ($a == 7) { print yes }", "")])

  private static let functions = Article(
    ["functions", "function"], "functions of expressions",
    [HelpPage.Section(.rows(BuiltinFunction.allCases.map { ($0.usage.call, $0.usage.meaning) }))],
    examples: [Example("print (round(2 / 3, 2)) (max([3, 1, 2])) (len('four'))", "")])

  private static let results = Article(
    ["results", "result", "parentheses"], "what commands give",
    [
      HelpPage.Section(
        .prose(
          """
          A command in parentheses is its result: let score = (evaluate) keeps it, $score.loss is a field of it. `help COMMAND` lists the fields. \
          In parentheses a command shows nothing. A metric with nothing to score is none: ask with `== none` before calculating with it. \
          `maestro run FILE --json` prints every result as a line of JSON.
          """))
    ],
    examples: [Example("let score = (dataset stats train); print $score.samples", "")])

  private static let recipes = Article(
    ["recipes", "recipe", "files", "maestro"], "lines kept in a file",
    [
      HelpPage.Section(
        .prose(
          """
          A recipe is a text file, by custom .maestro, with the same lines as the prompt. `source FILE` runs one here; from the shell it is \
          `maestro run FILE`, with name=value for its variables, `--check` to read it and run nothing, `--json` for results as JSON. All of it is \
          read and checked before its first command runs; it ends at the first error. A comment `# %%` begins a cell of a notebook.
          """))
    ])

  private static let metrics = Article(
    ["metrics", "metric", "scores", "map", "map50", "map75", "map50_95", "wer", "cer", "accuracy", "bleu", "ter"],
    "measures of a model's answers",
    [
      HelpPage.Section(
        .rows(
          MetricCatalog.all.map { metric in
            (metric.name, "gives " + metric.describe().map(Scores.fieldName(of:)).joined(separator: ", "))
          })),
      HelpPage.Section(
        .prose(
          """
          For detection take mean_average_precision: higher is better, 1 is perfect, and map50 counts a box as found when it covers the true one \
          by half. agnostic_average_precision is the same with every label as good as another: where it is higher, boxes are in place and \
          labels are wrong. For reading text (OCR) take character_error_rate and word_error_rate: lower is better, 0 is perfect, and more than 1 is \
          possible; edit_distance is between 0 and 1 whatever the lengths. For short answers (VQA) take exact_match: the share of answers that are \
          the wanted one to the letter. For captions bleu (0 to 1, higher is better) counts runs of up to four words, and \
          translation_error_rate edits and shifts of words, in per cent, over all samples together. `confusion` tells how each class of a detection fares and what is taken for what. In a dataset of \
          several tasks `evaluate task='<VQA>'` measures one of them. The loss is always measured: it needs no answers to be generated, and so \
          takes a small part of the time.
          """)),
    ],
    examples: [
      Example("set metrics=[mean_average_precision]", "measured at each epoch's end"), Example("set metrics=default", "the loss alone"),
    ])

  private static let resuming = Article(
    ["resuming", "resume", "continue training", "interrupted"], "going on with a training",
    [
      HelpPage.Section(
        .prose(
          """
          In this session `train epochs=N` goes on to epoch N, and `checkpoint save DIR` and `checkpoint load DIR` keep and bring back the whole \
          state of a training. `recover` goes on with a session that was killed. A run of the shell goes on by \
          `maestro florence2 train --resume training/florence-2/1`, with the same numbers as if it had not been interrupted.
          """))
    ])

  private static let formats = Article(
    ["formats", "format", "yolo", "coco", "voc", "jsonl", "annotations"], "layouts of datasets that are read",
    [
      HelpPage.Section(
        .prose(
          """
          `dataset load DIR` reads JSON lines (annotations.jsonl in train, valid and test), COCO, YOLO and Pascal VOC, and finds out which it is; \
          `help dataset_format` names them. `dataset check` tells what is wrong in one, `dataset convert DIR` writes it as JSON lines.
          """))
    ])

  private static let speed = Article(
    ["speed", "gpu", "cuda", "mps", "slow", "faster"], "what runs where, and what makes it faster",
    [
      HelpPage.Section(
        .prose(
          """
          Everything runs on the CPU, on all its cores; no GPU is used. `set freeze_vision=true` computes the features of each picture once and \
          keeps them, which saves most of a step; a smaller `image_size`, `num_beams=1` and fewer epochs save time too. `time step` measures a \
          step, `help threads` tells how many cores work.
          """))
    ])

  private static let tasks = Article(
    ["tasks", "task", "tags", "prompts", "prefix"]
      + Task.all.map { $0.tag.lowercased() }.flatMap { [$0, String($0.dropFirst().dropLast())] },
    "tags that tell the model what to do",
    [
      HelpPage.Section("Tasks", .rows(Task.all.filter { $0.sentence != nil }.map { ($0.tag, $0.summary) })),
      HelpPage.Section(
        .prose(
          """
          The model reads the sentence in the tag's place; where it says {input}, what stands behind the tag. A tag of your own, \
          '<VQA> is it red?', is read as it is and learnt from the dataset. Commands take it in quotes: task='<OD>'. A \
          region is four locations, '<REGION_TO_OCR><loc_1><loc_2><loc_3><loc_4>', or the corners of a polygon: left or x first, in thousandths \
          of the picture's sides. `predict to=FILE` draws what is found, and the region that is asked about.
          """)),
    ],
    examples: [Example("tokenize '<OD>'", "")])
}
