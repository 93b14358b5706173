package io.valve4j.internal.schedule;

/**
 * The work of one user at one resource.
 *
 * @param user whose
 * @param profile of their share; empty if they have the resource alone
 * @param waiting tickets in the queue, or that seek room in it
 * @param running tickets that run
 */
public record UserLoad(String user, String profile, int waiting, int running) {

    int total() {
        return waiting + running;
    }
}
