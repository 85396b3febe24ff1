package flotilla;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Java sources, read with the compiler's own parser: for what byte code does not show. */
final class SourceTree {

    static final Path MAIN = Path.of("src", "main", "java");
    static final Path TEST = Path.of("src", "test", "java");

    /** Something in a file, at a line; files are named from their source root. */
    record Found(String file, long line, String what) {
        @Override
        public String toString() {
            return file + ":" + line + " " + what;
        }
    }

    private final Path root;
    private final List<CompilationUnitTree> units = new ArrayList<>();
    private final SourcePositions positions;

    private SourceTree(Path root, JavacTask task) throws IOException {
        this.root = root.toAbsolutePath();
        task.parse().forEach(units::add);
        this.positions = Trees.instance(task).getSourcePositions();
    }

    static SourceTree read(Path root) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> paths = Files.walk(root)) {
            var sources = files.getJavaFileObjectsFromPaths(
                    paths.filter(p -> p.toString().endsWith(".java")).toList());
            return new SourceTree(
                    root, (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, sources));
        }
    }

    List<Found> filesLongerThan(int lines) throws IOException {
        var found = new ArrayList<Found>();
        for (var unit : units) {
            try (Stream<String> all = Files.lines(Path.of(unit.getSourceFile().toUri()))) {
                var count = all.count();
                if (count > lines) {
                    found.add(new Found(file(unit), count, "lines"));
                }
            }
        }
        return found;
    }

    List<Found> methodsLongerThan(int lines) {
        return find((tree, seen) -> {
            if (tree.node() instanceof MethodTree method && method.getBody() != null) {
                var length = tree.endLine() - tree.line() + 1;
                if (length > lines) {
                    seen.add(tree.found(method.getName() + ", " + length + " lines"));
                }
            }
        });
    }

    List<Found> catchesOfThrowable() {
        return find((tree, seen) -> {
            if (tree.node() instanceof CatchTree caught) {
                var type = caught.getParameter().getType();
                var types = type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type);
                if (types.stream().anyMatch(t -> t.toString().matches("(java\\.lang\\.)?(Throwable|Error)"))) {
                    seen.add(tree.found("catch (" + type + ")"));
                }
            }
        });
    }

    List<Found> synchronizedBlocks() {
        return find((tree, seen) -> {
            if (tree.node() instanceof SynchronizedTree) {
                seen.add(tree.found("synchronized"));
            }
        });
    }

    /** @param member as it is written: {@code Type.method} */
    List<Found> callsOf(String member) {
        return find((tree, seen) -> {
            if (tree.node() instanceof MemberSelectTree select
                    && select.toString().equals(member)) {
                seen.add(tree.found(member));
            }
        });
    }

    private List<Found> find(BiConsumer<Node, List<Found>> look) {
        var found = new ArrayList<Found>();
        for (var unit : units) {
            new TreeScanner<Void, Void>() {
                @Override
                @SuppressWarnings("NullAway") // a scanner of nothing has nothing to hand on
                public Void scan(Tree tree, Void unused) {
                    if (tree != null) {
                        look.accept(new Node(unit, tree), found);
                    }
                    return super.scan(tree, null);
                }
            }.scan(unit, null);
        }
        return found;
    }

    private String file(CompilationUnitTree unit) {
        return root.relativize(Path.of(unit.getSourceFile().toUri())).toString();
    }

    /** A piece of a file and its place. */
    private final class Node {

        private final CompilationUnitTree unit;
        private final Tree node;

        Node(CompilationUnitTree unit, Tree node) {
            this.unit = unit;
            this.node = node;
        }

        Tree node() {
            return node;
        }

        long line() {
            return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, node));
        }

        long endLine() {
            return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, node));
        }

        Found found(String what) {
            return new Found(file(unit), line(), what);
        }
    }
}
