package beyondcache.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Java lets a sealed type leave out its {@code permits} clause if its subtypes are in the same file. In JShell each
 * type is a file of its own; so that a cell may be written like a file, the clause is filled in from the types of the
 * cell.
 */
final class SealedTypes {

  private static final Pattern SEALED =
      Pattern.compile("(?s)^[^{;]*?(?<!non-)\\bsealed\\b[^{;]*?\\b(?:interface|class)\\s+(\\w+)[^{]*?(?=\\{)");

  private static final Pattern TYPE =
      Pattern.compile("(?s)^[^{;=]*?\\b(?:interface|class|record|enum)\\s+(\\w+)([^{]*)\\{");

  private SealedTypes() {}

  static List<CellSource.Piece> permit(List<CellSource.Piece> pieces) {
    if (pieces.stream().noneMatch(piece -> piece.code().contains("sealed"))) {
      return pieces;
    }
    var permitted = new ArrayList<CellSource.Piece>();
    for (var piece : pieces) {
      var type = SEALED.matcher(piece.code());
      var open = type.find() && !type.group().contains("permits");
      var subtypes = open ? subtypes(type.group(1), pieces) : List.<String>of();
      permitted.add(subtypes.isEmpty() ? piece
          : piece.insert(type.end(), " permits " + String.join(", ", subtypes) + " "));
    }
    return permitted;
  }

  private static List<String> subtypes(String name, List<CellSource.Piece> pieces) {
    var supertype = Pattern.compile("(?s)\\b(?:extends|implements)\\b.*\\b" + name + "\\b");
    return pieces.stream().map(piece -> {
      var type = TYPE.matcher(piece.code());
      return type.find() && supertype.matcher(withoutBrackets(type.group(2))).find() ? type.group(1) : null;
    }).filter(Objects::nonNull).toList();
  }

  /** A header without type arguments and the components of a record: types that are named there are no supertypes. */
  private static String withoutBrackets(String header) {
    var rest = header;
    for (var shorter = rest.replaceAll("<[^<>]*>|\\([^()]*\\)", " "); !shorter.equals(rest);
        shorter = rest.replaceAll("<[^<>]*>|\\([^()]*\\)", " ")) {
      rest = shorter;
    }
    return rest;
  }
}
