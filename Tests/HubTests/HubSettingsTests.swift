import Foundation
import Hub
import SystemPackage
import TestSupport
import Testing

/// `Scripts/oracles/hub.py` checks the same table with huggingface_hub.
private func home(of user: String) -> String { getpwnam(user).map { String(cString: $0.pointee.pw_dir) } ?? "~" + user }

@Test(
  arguments: [
    ([:], "/h/.cache/huggingface/hub"), (["XDG_CACHE_HOME": "/x"], "/x/huggingface/hub"), (["HF_HOME": "/y"], "/y/hub"),
    (["HF_HOME": "~/z"], "/h/z/hub"), (["HF_HOME": "/y", "HF_HUB_CACHE": "/c"], "/c"), (["HUGGINGFACE_HUB_CACHE": "/d"], "/d"),
    (["HF_HUB_CACHE": "$HOME/e", "HUGGINGFACE_HUB_CACHE": "/d"], "/h/e"), (["HF_HOME": "${HOME}/f/$NOTHING"], "/h/f/$NOTHING/hub"),
    // Empty, with spaces, of another user, of nobody.
    (["HF_HOME": ""], "hub"), (["XDG_CACHE_HOME": ""], "huggingface/hub"), (["HF_HUB_CACHE": "", "HUGGINGFACE_HUB_CACHE": "/d"], "."),
    (["HUGGINGFACE_HUB_CACHE": "~/d"], "/h/d"), (["HF_HOME": " /y "], " /y /hub"), (["HF_HOME": "~root/z"], "\(home(of: "root"))/z/hub"),
    (["HF_HOME": "~"], "/h/hub"), (["HF_HUB_CACHE": "~no.body/c"], "~no.body/c"), (["HOME": "", "HF_HOME": "~"], "/hub"),
  ] as [([String: String], String)]) func theCacheIsWherePythonHasIt(_ environment: [String: String], _ cache: String)
{
  let environment = environment.merging(["HOME": "/h"]) { own, _ in own }
  #expect(HubSettings(environment: environment).cache.string == cache)
  #expect(HubSettings(environment: environment, cache: "/own").cache == "/own")
}

@Test func whoAsksAndWhere() throws {
  let folder = try TestFolder()
  let home = ["HOME": folder.path.string]
  #expect(HubSettings(environment: home).token == nil && HubSettings(environment: home).endpoint == "https://huggingface.co")
  let place = folder.appending(".cache/huggingface")
  try FileManager.default.createDirectory(atPath: place.string, withIntermediateDirectories: true)
  try Data(" hf_file\n".utf8).write(to: URL(fileURLWithPath: place.appending("token").string))
  func settings(_ environment: [String: String]) -> HubSettings { HubSettings(environment: environment.merging(home) { $1 }) }
  #expect(settings([:]).token == "hf_file")
  #expect(settings(["HF_TOKEN": "hf_own "]).token == "hf_own" && settings(["HF_TOKEN": "hf_\r\nown"]).token == "hf_own")
  #expect(
    settings(["HF_TOKEN": ""]).token == "hf_file" && settings(["HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "hf_old"]).token == "hf_old")
  #expect(settings(["HF_TOKEN": " ", "HUGGING_FACE_HUB_TOKEN": "hf_old"]).token == "hf_file")
  #expect(settings(["HF_TOKEN_PATH": "/nowhere"]).token == nil)
  #expect(settings(["HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"]).token == nil)
  #expect(settings(["HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "HF_TOKEN": "hf_own"]).token == nil)
  #expect(settings(["HF_ENDPOINT": "http://mirror/"]).endpoint == "http://mirror")
  #expect(settings(["HF_ENDPOINT": ""]).endpoint == "https://huggingface.co")
  for (text, isOffline) in ["1": true, "true": true, "ON": true, "Yes": true, "0": false, "no": false, "": false] {
    #expect(settings(["HF_HUB_OFFLINE": text]).isOffline == isOffline)
  }
  #expect(settings(["TRANSFORMERS_OFFLINE": "1"]).isOffline && settings(["HF_HUB_OFFLINE": "", "TRANSFORMERS_OFFLINE": "1"]).isOffline)
  #expect(!settings(["HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "1"]).isOffline && !settings(["HF_HUB_OFFLINE": " 1"]).isOffline)
  for (text, seconds) in ["30": 30, "0.5": 0.5, "0": 10, "-1": 10, "nan": 10, "soon": 10, "1e300": 86_400] {
    #expect(settings(["HF_HUB_ETAG_TIMEOUT": text]).answerTimeout == seconds, "\(text)")
    #expect(settings(["HF_HUB_DOWNLOAD_TIMEOUT": text]).transferTimeout == seconds, "\(text)")
  }
  #expect(settings([:]).usesLinks && !settings(["HF_HUB_DISABLE_SYMLINKS": "1"]).usesLinks)
}
