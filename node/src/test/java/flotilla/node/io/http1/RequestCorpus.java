package flotilla.node.io.http1;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests as raw bytes and the status that their heads deserve; 200 is for those that are served. {@code ~} is CRLF,
 * {@code \r}, {@code \n}, {@code \t} and {@code \0} to {@code \x7f} are the characters themselves, <code>{x*9}</code> is
 * {@code x} nine times. A head ends in {@code ~~}; what stands behind it is not part of it.
 */
final class RequestCorpus {

    /** The largest head in these cases. */
    static final int MAX_HEAD = 32 * 1024;

    record Case(String name, int status, String raw) {

        @Override
        public String toString() {
            return name + ": " + status;
        }
    }

    private static final Pattern HEX = Pattern.compile("\\\\x([0-9a-f]{2})");
    private static final Pattern REPEAT = Pattern.compile("\\{([^{}]+)\\*(\\d+)}");

    private static final String LINES = """
            plain                            | 200 | GET / HTTP/1.1~Host: h~~
            unknown method                   | 200 | BREW /pot HTTP/1.1~Host: h~~
            method of all token characters   | 200 | !#$%&'*+-.^_`| / HTTP/1.1~Host: h~~
            method in lower case             | 200 | get / HTTP/1.1~Host: h~~
            HTTP/1.0                         | 200 | GET / HTTP/1.0~Host: h~~
            HTTP/1.0 without host            | 200 | GET / HTTP/1.0~~
            one empty line before            | 200 | ~GET / HTTP/1.1~Host: h~~
            two empty lines before           | 400 | ~~GET / HTTP/1.1~Host: h~~
            bare LF before                   | 400 | \\nGET / HTTP/1.1~Host: h~~
            bare CR before                   | 400 | \\rGET / HTTP/1.1~Host: h~~
            blank before                     | 400 |  GET / HTTP/1.1~Host: h~~
            blank in quotes before           | 400 | \\x20GET / HTTP/1.1~Host: h~~
            query                            | 200 | GET /a?b=c&d=%20 HTTP/1.1~Host: h~~
            query that begins at once        | 200 | GET /?/../x HTTP/1.1~Host: h~~
            brackets in target               | 200 | GET /a[1]?b[]=2 HTTP/1.1~Host: h~~
            double slash                     | 200 | GET //evil/x HTTP/1.1~Host: h~~
            empty method                     | 400 | \\x20/ HTTP/1.1~Host: h~~
            method with a colon              | 400 | GET: / HTTP/1.1~Host: h~~
            method with a parenthesis        | 400 | G(ET / HTTP/1.1~Host: h~~
            method with NUL                  | 400 | GE\\0T / HTTP/1.1~Host: h~~
            method beyond ASCII              | 400 | G\\xc3T / HTTP/1.1~Host: h~~
            tab between                      | 400 | GET\\t/ HTTP/1.1~Host: h~~
            two blanks before target         | 400 | GET  / HTTP/1.1~Host: h~~
            two blanks before version        | 400 | GET /  HTTP/1.1~Host: h~~
            blank in target                  | 400 | GET /a b HTTP/1.1~Host: h~~
            blank after version              | 400 | GET / HTTP/1.1 ~Host: h~~
            tab after version                | 400 | GET / HTTP/1.1\\t~Host: h~~
            vertical tab in line             | 400 | GET /\\x0b HTTP/1.1~Host: h~~
            form feed for a blank            | 400 | GET\\x0c/ HTTP/1.1~Host: h~~
            NUL in target                    | 400 | GET /\\0 HTTP/1.1~Host: h~~
            DEL in target                    | 400 | GET /\\x7f HTTP/1.1~Host: h~~
            beyond ASCII in target           | 400 | GET /\\xe4 HTTP/1.1~Host: h~~
            bar in target                    | 400 | GET /a|b HTTP/1.1~Host: h~~
            backslash in target              | 400 | GET /a\\x5cb HTTP/1.1~Host: h~~
            fragment in target               | 400 | GET /a#b HTTP/1.1~Host: h~~
            quote in target                  | 400 | GET /a"b HTTP/1.1~Host: h~~
            angle in target                  | 400 | GET /<a> HTTP/1.1~Host: h~~
            brace in target                  | 400 | GET /a}b HTTP/1.1~Host: h~~
            caret in target                  | 400 | GET /a^b HTTP/1.1~Host: h~~
            backtick in target               | 400 | GET /a`b HTTP/1.1~Host: h~~
            CR in target                     | 400 | GET /\\rb HTTP/1.1~Host: h~~
            LF in target                     | 400 | GET /\\nb HTTP/1.1~Host: h~~
            relative target                  | 400 | GET a HTTP/1.1~Host: h~~
            empty target                     | 400 | GET  HTTP/1.1~Host: h~~
            only a query                     | 400 | GET ?a HTTP/1.1~Host: h~~
            asterisk for OPTIONS             | 200 | OPTIONS * HTTP/1.1~Host: h~~
            asterisk for GET                 | 400 | GET * HTTP/1.1~Host: h~~
            asterisk and more                | 400 | OPTIONS *a HTTP/1.1~Host: h~~
            authority for CONNECT            | 200 | CONNECT h:443 HTTP/1.1~Host: h:443~~
            authority for GET                | 400 | GET h:443 HTTP/1.1~Host: h:443~~
            no version                       | 400 | GET /~~
            no version but a blank           | 400 | GET / ~~
            HTTP/0.9                         | 505 | GET / HTTP/0.9~Host: h~~
            HTTP/1.2                         | 505 | GET / HTTP/1.2~Host: h~~
            HTTP/2.0                         | 505 | GET / HTTP/2.0~Host: h~~
            HTTP/3.0                         | 505 | GET / HTTP/3.0~Host: h~~
            preface of HTTP/2                | 400 | PRI * HTTP/2.0~~SM~~
            version with two digits          | 400 | GET / HTTP/1.10~Host: h~~
            version with one part            | 400 | GET / HTTP/2~Host: h~~
            version in lower case            | 400 | GET / http/1.1~Host: h~~
            version in mixed case            | 400 | GET / HttP/1.1~Host: h~~
            version with a letter            | 400 | GET / HTTP/1.x~Host: h~~
            version with a comma             | 400 | GET / HTTP/1,1~Host: h~~
            version with a sign              | 400 | GET / HTTP/+1.1~Host: h~~
            version with a tail              | 400 | GET / HTTP/1.1x~Host: h~~
            version of another protocol      | 400 | GET / ICAP/1.0~Host: h~~
            version cut                      | 400 | GET / HTTP/1.~Host: h~~
            version with a blank inside      | 400 | GET / HTTP/1. 1~Host: h~~
            version with NUL                 | 400 | GET / HTTP/1.1\\0~Host: h~~
            line ends with LF                | 400 | GET / HTTP/1.1\\nHost: h~~
            line ends with CR                | 400 | GET / HTTP/1.1\\rHost: h~~
            line ends with CR CR LF          | 400 | GET / HTTP/1.1\\r~Host: h~~
            line ends with LF CR             | 400 | GET / HTTP/1.1\\n\\rHost: h~~
            a TLS hello                      | 400 | \\x16\\x03\\x01\\x02\\0\\x01
            target at its limit              | 200 | GET /{a*16000} HTTP/1.1~Host: h~~
            target above its limit           | 414 | GET /{a*16400} HTTP/1.1~Host: h~~
            method without an end            | 414 | {A*17000}
            line above any limit             | 414 | GET /{a*40000} HTTP/1.1~Host: h~~
            """;

    private static final String HOSTS = """
            absolute form                    | 200 | GET http://h/a HTTP/1.1~Host: h~~
            absolute form, https             | 200 | GET https://h/a HTTP/1.1~Host: h~~
            absolute form, scheme in capitals| 200 | GET HTTP://h/a HTTP/1.1~Host: h~~
            absolute form, host in capitals  | 200 | GET http://H/a HTTP/1.1~Host: h~~
            absolute form without path       | 200 | GET http://h HTTP/1.1~Host: h~~
            absolute form with query alone   | 200 | GET http://h?a HTTP/1.1~Host: h~~
            absolute form with port          | 200 | GET http://h:81/a HTTP/1.1~Host: h:81~~
            absolute form, other host        | 400 | GET http://other/ HTTP/1.1~Host: h~~
            absolute form, other port        | 400 | GET http://h:81/ HTTP/1.1~Host: h:82~~
            absolute form, port on one side  | 400 | GET http://h:80/ HTTP/1.1~Host: h~~
            absolute form, no host field     | 400 | GET http://h/ HTTP/1.1~~
            absolute form, 1.0, no field     | 200 | GET http://h/ HTTP/1.0~~
            absolute form, empty field       | 400 | GET http://h/ HTTP/1.1~Host: ~~
            absolute form, user              | 400 | GET http://u@h/ HTTP/1.1~Host: h~~
            absolute form, user in both      | 400 | GET http://u@h/ HTTP/1.1~Host: u@h~~
            absolute form, no authority      | 400 | GET http:///a HTTP/1.1~Host: h~~
            absolute form, one slash         | 400 | GET http:/a HTTP/1.1~Host: h~~
            absolute form, another scheme    | 400 | GET ftp://h/a HTTP/1.1~Host: h~~
            absolute form, script            | 400 | GET javascript:alert(1) HTTP/1.1~Host: h~~
            absolute form, options           | 200 | OPTIONS http://h HTTP/1.1~Host: h~~
            no host                          | 400 | GET / HTTP/1.1~~
            no host but another field        | 400 | GET / HTTP/1.1~Hosts: h~~
            host twice                       | 400 | GET / HTTP/1.1~Host: a~Host: b~~
            host twice, the same             | 400 | GET / HTTP/1.1~Host: a~Host: a~~
            host twice, other case           | 400 | GET / HTTP/1.1~Host: a~hOST: b~~
            host twice in 1.0                | 400 | GET / HTTP/1.0~Host: a~Host: b~~
            host empty                       | 400 | GET / HTTP/1.1~Host:~~
            host of blanks                   | 400 | GET / HTTP/1.1~Host: \\t ~~
            host empty in 1.0                | 200 | GET / HTTP/1.0~Host:~~
            host with blanks around          | 200 | GET / HTTP/1.1~Host:  \\th \\t~~
            host without blank               | 200 | GET / HTTP/1.1~Host:h~~
            host with port                   | 200 | GET / HTTP/1.1~Host: h:8080~~
            host with empty port             | 400 | GET / HTTP/1.1~Host: h:~~
            host with port 0                 | 400 | GET / HTTP/1.1~Host: h:0~~
            host with a large port           | 400 | GET / HTTP/1.1~Host: h:65536~~
            host with a long port            | 400 | GET / HTTP/1.1~Host: h:000080~~
            host with a port of letters      | 400 | GET / HTTP/1.1~Host: h:http~~
            host with two ports              | 400 | GET / HTTP/1.1~Host: h:80:81~~
            host with user                   | 400 | GET / HTTP/1.1~Host: u@h~~
            host with path                   | 400 | GET / HTTP/1.1~Host: h/a~~
            host with query                  | 400 | GET / HTTP/1.1~Host: h?a~~
            host with fragment               | 400 | GET / HTTP/1.1~Host: h#a~~
            host with backslash              | 400 | GET / HTTP/1.1~Host: h\\x5ca~~
            host with a blank inside         | 400 | GET / HTTP/1.1~Host: h i~~
            two hosts in a list              | 400 | GET / HTTP/1.1~Host: a, b~~
            host beyond ASCII                | 400 | GET / HTTP/1.1~Host: h\\xe4~~
            host with a bad escape           | 400 | GET / HTTP/1.1~Host: h%2~~
            host of IPv4                     | 200 | GET / HTTP/1.1~Host: 127.0.0.1:80~~
            host of IPv6                     | 200 | GET / HTTP/1.1~Host: [::1]:80~~
            host of IPv6 without end         | 400 | GET / HTTP/1.1~Host: [::1~~
            host of IPv6 with zone           | 400 | GET / HTTP/1.1~Host: [fe80::1%25eth0]~~
            host of empty brackets           | 400 | GET / HTTP/1.1~Host: []~~
            host behind brackets             | 400 | GET / HTTP/1.1~Host: [::1]evil~~
            """;

    private static final String FIELDS = """
            empty value                      | 200 | GET / HTTP/1.1~Host: h~X:~~
            value of blanks                  | 200 | GET / HTTP/1.1~Host: h~X: \\t ~~
            value with inner blanks          | 200 | GET / HTTP/1.1~Host: h~X: a  b\\tc~~
            value beyond ASCII               | 200 | GET / HTTP/1.1~Host: h~X: \\xc3\\xa4\\xff~~
            name of all token characters     | 200 | GET / HTTP/1.1~Host: h~!#$%&'*+-.^_`: a~~
            name empty                       | 400 | GET / HTTP/1.1~Host: h~: a~~
            name with a blank                | 400 | GET / HTTP/1.1~Host: h~X Y: a~~
            name before a blank              | 400 | GET / HTTP/1.1~Host: h~X : a~~
            name before a tab                | 400 | GET / HTTP/1.1~Host: h~X\\t: a~~
            name alone                       | 400 | GET / HTTP/1.1~Host: h~X~~
            name with NUL                    | 400 | GET / HTTP/1.1~Host: h~X\\0Y: a~~
            name with CR                     | 400 | GET / HTTP/1.1~Host: h~X\\r: a~~
            name with LF                     | 400 | GET / HTTP/1.1~Host: h~X\\n: a~~
            name with DEL                    | 400 | GET / HTTP/1.1~Host: h~X\\x7f: a~~
            name beyond ASCII                | 400 | GET / HTTP/1.1~Host: h~\\xffX: a~~
            name with a slash                | 400 | GET / HTTP/1.1~Host: h~X/Y: a~~
            name in brackets                 | 400 | GET / HTTP/1.1~Host: h~[X]: a~~
            name in quotes                   | 400 | GET / HTTP/1.1~Host: h~"X": a~~
            value with NUL                   | 400 | GET / HTTP/1.1~Host: h~X: a\\0b~~
            value with vertical tab          | 400 | GET / HTTP/1.1~Host: h~X: a\\x0bb~~
            value with backspace             | 400 | GET / HTTP/1.1~Host: h~X: a\\x08b~~
            value with escape                | 400 | GET / HTTP/1.1~Host: h~X: a\\x1bb~~
            value with DEL                   | 400 | GET / HTTP/1.1~Host: h~X: a\\x7fb~~
            value with bare CR               | 400 | GET / HTTP/1.1~Host: h~X: a\\rb~~
            value with bare LF               | 400 | GET / HTTP/1.1~Host: h~X: a\\nb: c~~
            value with CR at its end         | 400 | GET / HTTP/1.1~Host: h~X: a\\r~~
            folded with a blank              | 400 | GET / HTTP/1.1~Host: h~X: a~ b~~
            folded with a tab                | 400 | GET / HTTP/1.1~Host: h~X: a~\\tb~~
            folded first line                | 400 | GET / HTTP/1.1~ Host: h~~
            folded host                      | 400 | GET / HTTP/1.1~Host:~ h~~
            folded coding                    | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding:~ chunked~~
            blank line of a blank            | 400 | GET / HTTP/1.1~Host: h~ ~~
            head ends with LF                | 400 | GET / HTTP/1.1~Host: h~\\n
            head ends with CR and more       | 400 | GET / HTTP/1.1~Host: h~\\rX
            LF LF ends nothing               | 400 | GET / HTTP/1.1~Host: h\\n\\n
            a hundred fields                 | 200 | GET / HTTP/1.1~Host: h~{X: a~*99}~
            more than a hundred fields       | 431 | GET / HTTP/1.1~Host: h~{X: a~*100}~
            a large field                    | 200 | GET / HTTP/1.1~Host: h~X: {a*20000}~~
            a field that is too large        | 431 | GET / HTTP/1.1~Host: h~X: {a*40000}~~
            a name that is too large         | 431 | GET / HTTP/1.1~Host: h~{X*40000}: a~~
            fields that are too large        | 431 | GET / HTTP/1.1~Host: h~{Cookie: {a*900}~*40}~
            """;

    private static final String BODIES = """
            length                           | 200 | POST / HTTP/1.1~Host: h~Content-Length: 3~~abc
            length of zero                   | 200 | POST / HTTP/1.1~Host: h~Content-Length: 0~~
            length with zeros before         | 200 | POST / HTTP/1.1~Host: h~Content-Length: 0003~~abc
            length of 18 digits              | 200 | POST / HTTP/1.1~Host: h~Content-Length: 999999999999999999~~
            length of 19 digits              | 400 | POST / HTTP/1.1~Host: h~Content-Length: 1000000000000000000~~
            length of 2^63                   | 400 | POST / HTTP/1.1~Host: h~Content-Length: 9223372036854775808~~
            length of 2^64                   | 400 | POST / HTTP/1.1~Host: h~Content-Length: 18446744073709551616~~
            length above 2^64                | 400 | POST / HTTP/1.1~Host: h~Content-Length: 18446744073709551619~~abc
            length empty                     | 400 | POST / HTTP/1.1~Host: h~Content-Length:~~
            length of a blank                | 400 | POST / HTTP/1.1~Host: h~Content-Length: ~~
            length with a plus               | 400 | POST / HTTP/1.1~Host: h~Content-Length: +3~~abc
            length with a minus              | 400 | POST / HTTP/1.1~Host: h~Content-Length: -3~~abc
            length of minus zero             | 400 | POST / HTTP/1.1~Host: h~Content-Length: -0~~
            length in hexadecimal            | 400 | POST / HTTP/1.1~Host: h~Content-Length: 0x3~~abc
            length with a fraction           | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3.0~~abc
            length with an exponent          | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3e0~~abc
            length with an underscore        | 400 | POST / HTTP/1.1~Host: h~Content-Length: 1_0~~
            length with a blank inside       | 400 | POST / HTTP/1.1~Host: h~Content-Length: 1 0~~
            length in quotes                 | 400 | POST / HTTP/1.1~Host: h~Content-Length: "3"~~abc
            length with a semicolon          | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3;a~~abc
            length in wide digits            | 400 | POST / HTTP/1.1~Host: h~Content-Length: \\xef\\xbc\\x93~~abc
            length after a vertical tab      | 400 | POST / HTTP/1.1~Host: h~Content-Length: \\x0b3~~abc
            length after a form feed         | 400 | POST / HTTP/1.1~Host: h~Content-Length: \\x0c3~~abc
            length before NUL                | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3\\0~~abc
            length in a list                 | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3, 3~~abc
            length in a list with nothing    | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3,~~abc
            length twice, the same           | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3~Content-Length: 3~~abc
            length twice, different          | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3~Content-Length: 4~~abc
            length twice, other case         | 400 | POST / HTTP/1.1~Host: h~Content-Length: 3~content-length: 0~~abc
            length before a blank            | 400 | POST / HTTP/1.1~Host: h~Content-Length : 3~~abc
            length with a name cut by NUL    | 400 | POST / HTTP/1.1~Host: h~Content-Length\\0: 3~~abc
            length of GET                    | 200 | GET / HTTP/1.1~Host: h~Content-Length: 3~~abc
            length in 1.0                    | 200 | POST / HTTP/1.0~Content-Length: 3~~abc
            underscore is another field      | 200 | POST / HTTP/1.1~Host: h~Content_Length: 3~~
            chunked                          | 200 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~0~~
            chunked in capitals              | 200 | POST / HTTP/1.1~Host: h~transfer-encoding: CHUNKED~~0~~
            chunked with blanks around       | 200 | POST / HTTP/1.1~Host: h~Transfer-Encoding:\\t chunked ~~0~~
            length and coding                | 400 | POST / HTTP/1.1~Host: h~Content-Length: 5~Transfer-Encoding: chunked~~0~~
            coding and length                | 400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Content-Length: 5~~0~~
            coding and no length             | 400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Content-Length: 0~~0~~
            coding twice                     | 400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~
            coding and identity              | 400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Transfer-Encoding: identity~~
            coding in HTTP/1.0               | 400 | POST / HTTP/1.0~Host: h~Transfer-Encoding: chunked~~0~~
            coding misspelt                  | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: xchunked~~0~~
            coding cut                       | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunke~~0~~
            coding empty                     | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding:~~0~~
            coding identity                  | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: identity~~0~~
            coding gzip                      | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: gzip~~0~~
            coding last in a list            | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: gzip, chunked~~0~~
            coding first in a list           | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked, identity~~0~~
            coding twice in a list           | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked, chunked~~0~~
            coding after a comma             | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: , chunked~~0~~
            coding in quotes                 | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: "chunked"~~0~~
            coding with a parameter          | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked;q=1~~0~~
            coding before a letter           | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked x~~0~~
            coding with the Kelvin sign      | 501 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chun\\xe2\\x84\\xaaed~~0~~
            coding after a vertical tab      | 400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: \\x0bchunked~~0~~
            coding before NUL                | 400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked\\0~~0~~
            coding before a blank            | 400 | POST / HTTP/1.1~Host: h~Transfer-Encoding : chunked~~0~~
            coding after a bare CR           | 400 | POST / HTTP/1.1~Host: h~X: a\\rTransfer-Encoding: chunked~~0~~
            coding after a bare LF           | 400 | POST / HTTP/1.1~Host: h~X: a\\nTransfer-Encoding: chunked~~0~~
            coding folded behind             | 400 | POST / HTTP/1.1~Host: h~X: a~ Transfer-Encoding: chunked~~0~~
            coding with an underscore        | 200 | POST / HTTP/1.1~Host: h~Transfer_Encoding: chunked~~
            """;

    private RequestCorpus() {}

    static List<Case> all() {
        return (LINES + HOSTS + FIELDS + BODIES)
                .lines()
                .map(RequestCorpus::parse)
                .toList();
    }

    static List<Case> accepted() {
        return all().stream().filter(one -> one.status() == 200).toList();
    }

    private static Case parse(String text) {
        int first = text.indexOf('|');
        int second = text.indexOf('|', first + 1);
        return new Case(
                text.substring(0, first).trim(),
                Integer.parseInt(text.substring(first + 1, second).trim()),
                raw(text.substring(second + 2)));
    }

    private static String raw(String text) {
        var plain = HEX.matcher(text.replace("~", "\r\n"))
                .replaceAll(match ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(match.group(1), 16))))
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0");
        while (REPEAT.matcher(plain).find()) {
            plain = REPEAT.matcher(plain)
                    .replaceAll(
                            match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2)))));
        }
        return plain;
    }
}
