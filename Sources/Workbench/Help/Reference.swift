import FineTuning
import Script

/// The page of all commands and settings, from their declarations alone.
package enum Reference {
  package static var markdown: String {
    let table = CommandTable<Session>.workbench
    var blocks = ["# Commands", "Made by `Scripts/reference` from the commands' own declarations, as `help` is."]
    for (group, commands) in table.groups {
      blocks.append("## \(group.name)")
      blocks += commands.map { HelpPage($0, of: table).markdown }
    }
    blocks.append("## Settings")
    blocks.append("`set NAME=VALUE` changes one, `config` shows all; on the command line they are options, `--NAME VALUE`.")
    blocks.append((["| setting | default | takes | means |", "|---|---|---|---|"] + Setting.all.map(row)).joined(separator: "\n"))
    blocks += Setting.all.filter { !$0.advice.isEmpty }.map { "**`\($0.name)`**: \($0.advice)" }
    blocks.append("## The language")
    blocks += LanguageTopic.all.map { HelpPage($0).markdown } + Article.all.map(\.page.markdown)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func row(_ setting: Setting) -> String {
    let cells = ["`\(setting.name)`", "`\(shown(setting.value(in: Configuration())))`", setting.kind.description, setting.meaning]
    return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }
}
