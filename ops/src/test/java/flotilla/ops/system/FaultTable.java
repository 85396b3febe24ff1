package flotilla.ops.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The table in {@code node/README.md}, which is what the fault matrix expects: it stands there and nowhere else. */
final class FaultTable {

    private static final Path README = Path.of("..", "node", "README.md");
    private static final String HEADING = "## Fault matrix";

    private final List<String> lines;

    private FaultTable(List<String> lines) {
        this.lines = lines;
    }

    static FaultTable read() throws IOException {
        var lines = Files.readAllLines(README).stream()
                .dropWhile(line -> !line.equals(HEADING))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .toList();
        return new FaultTable(lines);
    }

    /** As a README shows it, with what is known of each cell. */
    static String shown(BiFunction<Fault, RequestKind, String> cell) {
        var rows = Arrays.stream(Fault.values())
                .map(fault -> begin(fault)
                        + Arrays.stream(RequestKind.values())
                                .map(kind -> cell.apply(fault, kind))
                                .collect(Collectors.joining(" | "))
                        + " |");
        return header() + "\n" + rows.collect(Collectors.joining("\n")) + "\n";
    }

    private static String header() {
        var kinds = RequestKind.values();
        return "| The first of three endpoints | takes | "
                + Arrays.stream(kinds).map(RequestKind::heading).collect(Collectors.joining(" | ")) + " |\n"
                + "|---|--:|" + "---|".repeat(kinds.length);
    }

    private static String begin(Fault fault) {
        return "| " + fault.label() + " | " + fault.setup().atLeast().toSeconds() + " s | ";
    }

    /** What it says of one cell, or of each possibility where more than one is right. */
    List<String> expected(Fault fault, RequestKind kind) {
        var row = lines.stream()
                .filter(line -> line.startsWith(begin(fault)))
                .findFirst()
                .orElse(begin(fault) + "not in the table | ".repeat(RequestKind.values().length));
        var cells = row.substring(begin(fault).length()).split(" \\|( |$)");
        return List.of(cells[column(kind)].split(" or "));
    }

    private static int column(RequestKind kind) {
        return List.of(RequestKind.values()).indexOf(kind);
    }

    /** All of it. */
    String text() {
        return String.join("\n", lines) + "\n";
    }
}
