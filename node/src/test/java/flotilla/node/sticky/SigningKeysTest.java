package flotilla.node.sticky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.InvalidValue;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {

    private static String line(int number, int bytes) {
        var secret = new byte[bytes];
        new Random(number).nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    @Test
    void readsOneKeyOfEachLine() {
        var keys = SigningKeys.parse("# new\n" + line(2, 32) + "\n\n  " + line(1, 32) + " \r\n");

        assertThat(keys.keys()).isEqualTo(List.of(TestKeys.key(2), TestKeys.key(1)));
    }

    @Test
    void namesAKeyByWhatFollowsFromItAndTellsNothingOfIt() {
        assertThat(TestKeys.key(1).id())
                .matches("[0-9a-f]{8}")
                .isEqualTo(TestKeys.key(1).id());
        assertThat(TestKeys.key(1).id()).isNotEqualTo(TestKeys.key(2).id());
        assertThat(SigningKeys.parse(line(1, 32)))
                .hasToString("[" + TestKeys.key(1).id() + "]");
    }

    @Test
    void signsTheSameForTheSameAndNothingElse() {
        var key = TestKeys.key(1);

        assertThat(key.sign("a", "h:80")).isEqualTo(TestKeys.key(1).sign("a", "h:80"));
        assertThat(List.of(
                        key.sign("a", "h:80"),
                        key.sign("a", "h:8"),
                        key.sign("b", "h:80"),
                        key.sign("a h:80", ""),
                        key.sign("", "a h:80"),
                        TestKeys.key(2).sign("a", "h:80")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 31, 65})
    void refusesKeysOfAnotherSizeAndSaysWhichLine(int bytes) {
        assertThatThrownBy(() -> SigningKeys.parse("#\n" + line(1, 32) + "\n" + line(2, bytes)))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("line 3 has " + bytes + " bytes")
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining(line(2, bytes));
    }

    @Test
    void refusesWhatIsNotBase64WithoutRepeatingIt() {
        assertThatThrownBy(() -> SigningKeys.parse("secret!"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("line 1 is not base64")
                .hasMessageNotContaining("secret!");
    }

    @Test
    void refusesNoneTooManyAndOneTwice() {
        var nine = IntStream.rangeClosed(1, SigningKeys.MAX + 1)
                .mapToObj(number -> line(number, 32))
                .collect(Collectors.joining("\n"));

        assertThatThrownBy(() -> SigningKeys.parse("# none\n\n")).hasMessageContaining("0 keys");
        assertThatThrownBy(() -> SigningKeys.parse(nine)).hasMessageContaining("9 keys");
        assertThatThrownBy(() -> SigningKeys.parse(line(1, 32) + "\n" + line(1, 32)))
                .hasMessageContaining("twice");
    }
}
