package io.valve4j.cli.replay;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Which field of a line says whose the request was. */
public enum UserField {
    /** The client's address. */
    ADDRESS,
    /** The name that the client gave as it logged in ({@code -} for all who did not), or the number of a job's user. */
    USER,
    /** The user agent, which only the combined format of access logs has. */
    AGENT,
    /** The number of the group of a job's user. */
    GROUP;

    /** The fields that an access log has. */
    public static final Set<UserField> OF_ACCESS_LOGS = EnumSet.of(ADDRESS, USER, AGENT);

    /** The fields that a workload of jobs has. */
    public static final Set<UserField> OF_WORKLOADS = EnumSet.of(USER, GROUP);

    /** As it is written on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
