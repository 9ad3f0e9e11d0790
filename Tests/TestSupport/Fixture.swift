import Layers
import SystemPackage
import Tensors

/// Reference data that a script in `Scripts/oracles` made.
public enum Fixture {
  /// The folder of one area, `Tests/TestSupport/Fixtures/AREA`.
  public static func folder(_ area: String) -> FilePath {
    FilePath(#filePath).removingLastComponent().appending("Fixtures").appending(area)
  }

  /// A safetensors file, `AREA/NAME.safetensors`.
  public static func tensors(_ area: String, _ name: String) throws -> SafeTensorsFile {
    try SafeTensorsFile(folder(area).appending(name + ".safetensors"))
  }
}
