import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct UserFoldersTests {
  @Test(arguments: [
    (["HOME": "/h"], "/h/.cache", "/h/.local/state"), (["HOME": "/h/", "XDG_CACHE_HOME": "/c"], "/c", "/h/.local/state"),
    (["HOME": "/h", "XDG_STATE_HOME": "/s"], "/h/.cache", "/s"),
    // What is not absolute counts as none.
    (["HOME": "/h", "XDG_CACHE_HOME": "c", "XDG_STATE_HOME": ""], "/h/.cache", "/h/.local/state"),
  ])
  func variablesSayWhere(environment: [String: String], caches: String, state: String) throws {
    let folders = UserFolders(environment: environment)
    #expect(try folders.caches == FilePath(caches) && folders.state == FilePath(state))
  }

  @Test(arguments: [[:], ["HOME": ""], ["HOME": "relative"]])
  func withoutHomeTheListOfUsersSaysIt(environment: [String: String]) throws {
    let home = try #require(UserFolders.registeredHome())
    let folders = UserFolders(environment: environment)
    #expect(try folders.home == FilePath(home) && folders.caches == FilePath(home).appending(".cache"))
    #expect(folders.expanded("~/x") == (home == "/" ? "" : home) + "/x")
  }

  @Test func aUserIsKnownByName() {
    #expect(UserFolders.registeredHome(of: "root") != nil)
    #expect(UserFolders.registeredHome(of: "no.such.user") == nil)
  }

  @Test func aTildeIsTheHomeFolderWhereItStandsForIt() {
    let folders = UserFolders(environment: ["HOME": "/h"])
    for (path, expanded) in [
      ("~", "/h"), ("~/", "/h/"), ("~/a/~", "/h/a/~"), ("a/~", "a/~"), ("~root/x", "~root/x"), ("~x", "~x"), ("", ""),
    ] {
      #expect(folders.expanded(path) == expanded)
    }
    #expect(UserFolders(environment: ["HOME": "/"]).expanded("~/x") == "/x")
    #expect(UserFolders(environment: ["HOME": "/"]).expanded("~") == "/")
  }
}
