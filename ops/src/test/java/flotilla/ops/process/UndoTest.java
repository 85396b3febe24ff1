package flotilla.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class UndoTest {

    @Test
    void takesEveryStepTheLastFirstWhateverOneOfThemThrows() {
        var taken = new ArrayList<String>();
        Deque<Runnable> steps = new ArrayDeque<>();
        steps.push(() -> taken.add("first"));
        steps.push(() -> {
            throw new IllegalStateException("a defect");
        });
        steps.push(() -> taken.add("last"));

        Undo.all(steps);

        assertThat(taken).containsExactly("last", "first");
        assertThat(steps).isEmpty();
    }
}
