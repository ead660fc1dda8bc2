package io.serviceregistry.bench.cluster;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Stands between those who connect and a server, as a long line: what either says reaches the other after a delay, in order.
 * Each piece has a delay of its own, from {@code delay} to half as much again. Connections are made at once. Thread-safe.
 */
public final class SlowRelay implements AutoCloseable {
    private static final int CONNECT_MILLIS = 3_000;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final long delayNanos;
    private final SplittableRandom jitter; // used by the one thread of the loop

    /**
     * A relay that listens nowhere yet.
     *
     * @param delay 1 ms at least
     */
    public SlowRelay(Duration delay, long seed) {
        if (delay.toMillis() < 1) {
            throw new IllegalArgumentException("delay: " + delay + " (expected: >= 1 ms)");
        }
        this.delayNanos = delay.toNanos();
        this.jitter = new SplittableRandom(seed);
    }

    /**
     * Listens at an address for those who want to reach another.
     *
     * @throws IllegalStateException when the address cannot be had
     */
    public InetSocketAddress relay(InetSocketAddress at, InetSocketAddress server) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel near) {
                        connect(near, server);
                    }
                })
                .bind(at)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("no relay at " + at + ": " + bound.cause());
        }
        channels.add(bound.channel());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private void connect(Channel near, InetSocketAddress server) {
        channels.add(near);
        Bootstrap bootstrap = new Bootstrap()
                .group(near.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new Delay(near));
        ChannelFuture connecting = bootstrap.connect(server);
        Channel far = connecting.channel();
        channels.add(far);
        near.pipeline().addLast(new Delay(far));
        connecting.addListener((ChannelFutureListener) connected -> {
            if (connected.isSuccess()) {
                near.config().setAutoRead(true);
                far.config().setAutoRead(true);
            } else {
                near.close();
            }
        });
    }

    /** Ends the relay and every connection through it. */
    @Override
    public void close() {
        channels.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Passes on what one channel says to another, and its end. */
    private final class Delay extends ChannelInboundHandlerAdapter {
        private final Channel other;
        private final Deque<Runnable> underway = new ArrayDeque<>();
        private long lastDueNanos = System.nanoTime();

        Delay(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object said) {
            later(context, () -> {
                if (other.isActive()) {
                    other.writeAndFlush(said);
                } else {
                    ((ByteBuf) said).release();
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            later(context, other::close);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // a reset; the other side is told by channelInactive
        }

        private void later(ChannelHandlerContext context, Runnable passOn) {
            long now = System.nanoTime();
            long due = now + delayNanos + jitter.nextLong(1 + delayNanos / 2);
            // Not before what was said earlier.
            lastDueNanos += Math.max(0, due - lastDueNanos);
            underway.add(passOn);
            // The timer may turn two around that are due at once: each time the eldest goes, whosever time it is.
            var unused = context.executor()
                    .schedule(() -> underway.remove().run(), lastDueNanos - now, TimeUnit.NANOSECONDS);
        }
    }
}
