package flotilla.node.io.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiTest {

    @Test
    void aTokenIsLettersDigitsAndFifteenSigns() {
        var letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~";

        for (int b = 0; b < 256; b++) {
            assertThat(Ascii.token((byte) b)).as("byte %s", b).isEqualTo(letters.indexOf(b) >= 0);
        }
    }

    @Test
    void textIsEverythingButControlsAndHasTab() {
        for (int b = 0; b < 256; b++) {
            assertThat(Ascii.text((byte) b)).as("byte %s", b).isEqualTo(b == '\t' || b >= ' ' && b != 0x7f);
        }
    }

    @Test
    void copiesEveryLatin1Character() {
        var all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        var target = new byte[260];

        assertThat(Ascii.put(all.toString(), target, 2)).isEqualTo(258);
        assertThat(Ascii.put(Ascii.bytes("xy"), target, 258)).isEqualTo(260);
        assertThat(Ascii.string(target, 2, 260)).isEqualTo(all + "xy");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "00,0", "42,42", "999999999999999999,999999999999999999", "007,7"})
    void readsDecimals(String text, long value) {
        assertThat(Ascii.decimal(Ascii.bytes(text), 0, text.length())).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "+1", "' 1'", "'1 '", "1a", "0x1", "1.0", "1000000000000000000", "'1,1'", "\u0661"})
    void refusesWhatIsNoDecimal(String text) {
        assertThat(Ascii.decimal(Ascii.bytes(text), 0, text.length())).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 1234567890, 999999999999999999L})
    void writesDecimals(long value) {
        var target = new byte[20];
        int end = Ascii.put(value, target, 1);
        assertThat(Ascii.string(target, 1, end)).isEqualTo(Long.toString(value));
    }

    @Test
    void comparesWithoutRegardToCase() {
        var text = Ascii.bytes("X-Forwarded-For@`");

        assertThat(Ascii.same(text, 0, 15, "x-forwarded-FOR")).isTrue();
        assertThat(Ascii.same(text, 0, 14, "x-forwarded-FOR")).isFalse();
        assertThat(Ascii.same(text, 15, 16, "`")).as("no letters").isFalse();
        assertThat(Ascii.same(text, 0, 1, text, 0, 1)).isTrue();
        assertThat(Ascii.same(text, 15, 16, text, 16, 17)).isFalse();
        assertThat(Ascii.lists(Ascii.bytes("a, B ,c"), 0, 7, Ascii.bytes("xb"), 1, 2))
                .isTrue();
        assertThat(Ascii.lists(Ascii.bytes("a, B ,c"), 0, 7, Ascii.bytes("xb"), 0, 2))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "close,true",
        "CLOSE,true",
        "'keep-alive, Close',true",
        "' \tclose\t ',true",
        "'a,,close',true",
        "'close,',true",
        "'',false",
        "closed,false",
        "'clos e',false",
        "'not-close',false",
        "'a;close',false"
    })
    void findsATokenInAList(String list, boolean found) {
        var bytes = Ascii.bytes("<<" + list + ">>");

        assertThat(Ascii.lists(bytes, 2, bytes.length - 2, Ascii.bytes("close")))
                .isEqualTo(found);
    }

    @Test
    void foldsLettersAlone() {
        assertThat(Ascii.same(Ascii.bytes("aBc-1"), 0, 5, Ascii.bytes("abc-1"))).isTrue();
        assertThat(Ascii.same(Ascii.bytes("@[`"), 0, 3, Ascii.bytes("`{@"))).isFalse();
        assertThat(Ascii.same(Ascii.bytes("\r"), 0, 1, Ascii.bytes("-"))).isFalse();
        assertThat(Ascii.same(Ascii.bytes("ab"), 0, 2, Ascii.bytes("abc"))).isFalse();
    }
}
