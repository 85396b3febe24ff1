package flotilla.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.discovery.InvalidValue;
import flotilla.node.route.Overrides.OfEndpoint;
import flotilla.node.route.RatePolicy;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DocumentJsonTest {

    private static final Key WEIGHT = Key.of("shop", "10.0.0.1:80", Setting.WEIGHT);
    private static final Document ONE =
            Document.EMPTY.with(Map.of(WEIGHT, "5"), DocumentTest.signed(1_767_225_600_000L, "n1"));

    @Test
    void readsWhatItWrote() {
        var random = new RandomDocuments(42);

        for (int i = 0; i < 200; i++) {
            for (var document : random.related(2)) {
                var text = DocumentJson.write(document);
                assertThat(DocumentJson.read(text)).isEqualTo(document);
                assertThat(Sheet.of(DocumentJson.read(text))).isEqualTo(Sheet.of(document));
            }
        }
    }

    /** Nodes compare digests of the text, also those of two releases: each writes it as Jackson prints a tree. */
    @Test
    void writesTheTextThatOtherReleasesWrite() throws IOException {
        var tree = new ObjectMapper();
        var random = new RandomDocuments(43);

        assertThat(DocumentJson.write(Document.EMPTY)).isEqualTo("""
                {
                  "format" : 1,
                  "settings" : [ ],
                  "history" : [ ]
                }""");
        for (int i = 0; i < 50; i++) {
            for (var document : random.related(2)) {
                var text = DocumentJson.write(document);
                assertThat(tree.readTree(text).toPrettyString()).isEqualTo(text);
            }
        }
    }

    @Test
    void tellsDocumentsApartByTheirDigest() {
        var other = ONE.with(Map.of(WEIGHT, "6"), DocumentTest.signed(1_767_225_600_001L, "n1"));

        assertThat(Sheet.of(ONE).version())
                .matches("[0-9a-f]{16}")
                .isNotEqualTo(Sheet.of(other).version());
    }

    /** Older releases write the document again when they change it: what they do not know must not be lost by that. */
    @Test
    void keepsASettingOfALaterReleaseAndLetsItNotCount() {
        var text = DocumentJson.write(ONE).replace("\"weight\"", "\"colour\"").replace("\"5\"", "\"blue\"");

        var document = DocumentJson.read(text);

        assertThat(document.value(new Key("shop", "10.0.0.1:80", "colour"))).isEqualTo("blue");
        assertThat(DocumentJson.write(document)).isEqualTo(text);
        assertThat(InForce.of(document.values()).upstreams()).isEmpty();
    }

    @Test
    void putsWhatIsSetIntoForce() {
        var document = ONE.with(
                Map.of(
                        Key.of("shop", "10.0.0.1:80", Setting.DRAIN), "true",
                        Key.of("shop", "10.0.0.2:80", Setting.WEIGHT), "0",
                        Key.of("shop", Setting.ALGORITHM), "random",
                        Key.of("shop", Setting.RATE), "600/m",
                        Key.of("blog", Setting.MAX_CONNECTIONS), "7"),
                DocumentTest.signed(1_767_225_600_001L, "n1"));

        var overrides = InForce.of(document.values());

        assertThat(overrides.of("shop").algorithm()).contains("random");
        assertThat(overrides.of("shop").rate()).contains(RatePolicy.of("600/m"));
        assertThat(overrides.of("shop").maxConnections()).isEmpty();
        assertThat(overrides.of("shop").endpoints())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "10.0.0.1:80", new OfEndpoint(OptionalInt.of(5), true, false),
                        "10.0.0.2:80", new OfEndpoint(OptionalInt.of(0), false, false)));
        assertThat(overrides.of("blog").maxConnections()).hasValue(7);
    }

    @Test
    void namesWhatIsWrong() {
        var right = DocumentJson.write(ONE);

        assertRefused("settings: Unexpected end-of-input", "{");
        assertRefused("settings: ARRAY (expected: an object)", "[]");
        assertRefused("format: nothing (expected: a whole number)", "{}");
        assertRefused("format: 2 (expected: 1)", right.replace("\"format\" : 1", "\"format\" : 2"));
        assertRefused("value: abc (expected: 0 to 65535)", right.replace("\"value\" : \"5\"", "\"value\" : \"abc\""));
        assertRefused("at: yesterday", right.replaceAll("2026-[^\"]*", "yesterday"));
        assertRefused("settings[0]: extra (expected", right.replaceFirst("\"why\"", "\"extra\" : 1, \"why\""));
        assertRefused("settings: 900001 characters", " ".repeat(900_001));
    }

    private static void assertRefused(String message, String text) {
        assertThatThrownBy(() -> DocumentJson.read(text))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith(message);
    }
}
