package io.valve4j.http;

import java.nio.charset.StandardCharsets;

/**
 * Names of policies as they may stand in a header field: printable ASCII, and not longer than a server's header buffer bears.
 *
 * <p>All else is percent-encoded as UTF-8, the percent sign too, so that different names stay different, as RFC 9651 has it for
 * its display strings. Problem details use the same form, so that a client can tell which field a violated policy belongs to.
 */
final class PolicyName {

    private static final int LONGEST = 256;
    private static final String CUT = "...";
    private static final String HEX = "0123456789abcdef";

    private PolicyName() {}

    static String of(String name) {
        StringBuilder encoded = new StringBuilder(name.length());
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each >= ' ' && each <= '~' && each != '%';
            if (encoded.length() + (plain ? 1 : 3) > LONGEST - CUT.length()) {
                return encoded.append(CUT).toString();
            }
            if (plain) {
                encoded.append((char) each);
            } else {
                encoded.append('%').append(HEX.charAt((each >> 4) & 0xf)).append(HEX.charAt(each & 0xf));
            }
        }
        return encoded.toString();
    }
}
