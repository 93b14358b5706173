package io.valve4j.cli.soak;

import java.util.List;

/**
 * The straight line that is closest to some points, by least squares.
 *
 * @param slope its rise for each unit to the right
 * @param level the mean of the points, which it passes in their middle
 */
record Trend(double slope, double level) {

    /**
     * A point.
     *
     * @param x where
     * @param y how high
     */
    record Point(double x, double y) {}

    /**
     * The line through two points or more.
     *
     * @throws IllegalArgumentException if there are not two points one beside the other
     */
    static Trend of(List<Point> points) {
        double meanX = points.stream().mapToDouble(Point::x).average().orElse(0);
        double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
        double width = points.stream()
                .mapToDouble(point -> (point.x() - meanX) * (point.x() - meanX))
                .sum();
        if (!(width > 0)) {
            throw new IllegalArgumentException("a trend needs two points at different places, but had " + points);
        }
        double rise = points.stream()
                .mapToDouble(point -> (point.x() - meanX) * (point.y() - meanY))
                .sum();
        return new Trend(rise / width, meanY);
    }

    /** The line through the later half of the points; the one in the middle counts as late. */
    static Trend ofLaterHalf(List<Point> points) {
        return of(points.subList(points.size() / 2, points.size()));
    }
}
