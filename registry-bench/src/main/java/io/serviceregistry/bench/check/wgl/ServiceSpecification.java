package io.serviceregistry.bench.check.wgl;

import io.serviceregistry.bench.check.wgl.Linearizability.Finding;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Condition;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Content;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Deregister;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Read;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Register;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Renew;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Seen;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Update;
import io.serviceregistry.bench.check.wgl.ServiceState.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * docs/model.md for the instances of one service, as far as its callers can tell. What nobody asked for happens in between: a lease
 * may lapse once its TTL has passed since the call of its last renewal, and its instance may go once its time as a lapsed one has
 * passed too; when they must is for {@link io.serviceregistry.bench.check.LeaseChecker}. What an indeterminate operation did is not
 * known until somebody sees it: its lease, and the instance's version.
 *
 * <p>A little less than the model: whether a lease that is not the instance's was replaced or is unknown is not told apart. An
 * operation of unknown outcome either had an effect or might as well not have happened.
 */
public final class ServiceSpecification implements Specification<ServiceState, ServiceOperation> {
    private static final String GRANTED = "";

    private final Set<String> instances;

    private ServiceSpecification(Set<String> instances) {
        this.instances = Set.copyOf(instances);
    }

    /** Of the instances that these operations are about. */
    static ServiceSpecification of(Collection<ServiceOperation> operations) {
        Set<String> instances = new HashSet<>();
        for (ServiceOperation operation : operations) {
            operation.concerned().ifPresent(instances::add);
            if (operation instanceof Read read) {
                instances.addAll(read.seen().keySet());
            }
        }
        return new ServiceSpecification(instances);
    }

    /** Judges what callers asked of one service. */
    public static Finding<ServiceOperation> check(List<Call<ServiceOperation>> calls, long maxTries) {
        return Linearizability.check(of(calls.stream().map(Call::operation).toList()), calls, maxTries);
    }

    @Override
    public List<ServiceOperation> parts(ServiceOperation operation) {
        return operation instanceof Read read && read.asked().isEmpty() ? read.ofEach(instances) : List.of(operation);
    }

    @Override
    public boolean meet(ServiceOperation one, ServiceOperation other) {
        return one.concerned().equals(other.concerned());
    }

    @Override
    public ServiceState initial() {
        return ServiceState.EMPTY;
    }

    @Override
    public List<ServiceState> next(ServiceState state, ServiceOperation operation, long callNanos, long byNanos) {
        List<ServiceState> next = new ArrayList<>();
        if (operation instanceof Read read) {
            read(state, read, byNanos).ifPresent(next::add);
        } else if (operation instanceof Register register) {
            for (Optional<Cell> cell : views(state.find(register.instance()), byNanos)) {
                register(state, cell, register, callNanos, next);
            }
        } else if (operation instanceof Update update) {
            for (Optional<Cell> cell : views(state.find(update.instance()), byNanos)) {
                update(state, cell, update, next);
            }
        } else if (operation instanceof Deregister deregister) {
            for (Optional<Cell> cell : views(state.find(deregister.instance()), byNanos)) {
                deregister(state, cell, deregister, next);
            }
        } else if (operation instanceof Renew renew) {
            for (Optional<Cell> cell : views(state.find(renew.instance()), byNanos)) {
                renew(state, cell, renew, callNanos, next);
            }
        }
        return next;
    }

    /** What an instance may have become by itself. */
    private static List<Optional<Cell>> views(Optional<Cell> cell, long byNanos) {
        List<Optional<Cell>> views = new ArrayList<>(List.of(cell));
        cell.filter(there -> !there.lapsed() && there.mayLapseBy(byNanos))
                .ifPresent(there -> views.add(Optional.of(there.asLapsed())));
        cell.filter(there -> there.mayBeGoneBy(byNanos)).ifPresent(there -> views.add(Optional.empty()));
        return views;
    }

    private static void register(
            ServiceState state, Optional<Cell> cell, Register operation, long callNanos, List<ServiceState> next) {
        long holder = cell.map(Cell::leaseId).orElse(0L);
        boolean there = cell.isPresent();
        boolean refusable = switch (operation.condition()) {
            case NONE -> false;
            case IF_ABSENT -> there;
            case PREVIOUS_LEASE -> !there || holder == 0 || operation.previousLeaseId() < holder;
        };
        boolean grantable = operation.condition() == Condition.NONE
                || !there
                || (operation.condition() == Condition.PREVIOUS_LEASE
                        && (holder == 0 || operation.previousLeaseId() >= holder));
        String refusal = operation.condition() == Condition.IF_ABSENT ? "INSTANCE_EXISTS" : "LEASE_REPLACED";
        ServiceState as = state.with(operation.instance(), cell);
        if (refusable && operation.reason().equals(refusal)) {
            if (!there) {
                next.add(as);
            } else if (holder == 0 || holder == operation.leaseId()) {
                next.add(state.with(
                        operation.instance(),
                        cell.flatMap(known -> known.known(operation.leaseId(), known.version()))));
            }
        }
        boolean granted = operation.reason().equals(GRANTED);
        boolean newer = !operation.answered() || operation.leaseId() > state.newestLease();
        if (grantable && granted && newer) {
            Cell fresh = new Cell(
                    operation.answered() ? operation.leaseId() : 0,
                    0,
                    operation.content(),
                    false,
                    operation.ttlNanos(),
                    operation.removeAfterNanos(),
                    callNanos);
            next.add(state.with(operation.instance(), Optional.of(fresh)).granted(fresh.leaseId()));
        }
    }

    private static void update(ServiceState state, Optional<Cell> cell, Update operation, List<ServiceState> next) {
        ServiceState as = state.with(operation.instance(), cell);
        if (isRefusalOfHolder(cell, operation.leaseId(), operation.reason())) {
            next.add(as);
        }
        if (cell.isEmpty() || !mayHold(cell.get(), operation.leaseId())) {
            return;
        }
        Cell held = held(cell.get(), operation.leaseId());
        long expected = operation.expectedVersion();
        if (operation.answered() && operation.reason().equals("REVISION_MISMATCH")) {
            if (expected != operation.version() && (held.version() == 0 || held.version() == operation.version())) {
                next.add(state.with(operation.instance(), held.known(held.leaseId(), operation.version())));
            }
        } else if (operation.reason().equals(GRANTED)
                && (expected == 0 || held.version() == 0 || held.version() == expected)) {
            Content content = new Content(
                    operation.value().orElse(held.content().value()),
                    operation.status().orElse(held.content().status()));
            boolean changed = !content.equals(held.content());
            long version = operation.answered() ? operation.version() : 0;
            if (changed && version != 0 && version == held.version()) {
                return; // a change moves the version
            }
            if (!changed && operation.answered() && held.version() != 0 && held.version() != version) {
                return; // and nothing else does
            }
            next.add(state.with(
                    operation.instance(),
                    Optional.of(held.with(content, !changed && version == 0 ? held.version() : version))));
        }
    }

    private static void deregister(
            ServiceState state, Optional<Cell> cell, Deregister operation, List<ServiceState> next) {
        if (isRefusalOfHolder(cell, operation.leaseId(), operation.reason())) {
            next.add(state.with(operation.instance(), cell));
        }
        if (cell.isPresent()
                && mayHold(cell.get(), operation.leaseId())
                && operation.reason().equals(GRANTED)) {
            next.add(state.with(operation.instance(), Optional.empty()));
        }
    }

    private static void renew(
            ServiceState state, Optional<Cell> cell, Renew operation, long callNanos, List<ServiceState> next) {
        String status = operation.status();
        boolean unknown = status.isEmpty();
        // One that nobody was told of makes a difference to a lapsed instance only; else it would but narrow when it
        // may lapse.
        if (cell.isPresent() && mayHold(cell.get(), operation.leaseId())) {
            Cell held = held(cell.get(), operation.leaseId());
            // A node repeats a renewal whose answer it missed: what it says then may be of the second time.
            if ((unknown && held.lapsed())
                    || status.equals("RENEWED")
                    || (status.equals("RECOVERED") && held.lapsed())) {
                next.add(state.with(operation.instance(), Optional.of(held.renewed(callNanos))));
            }
        }
        boolean dead = cell.isEmpty() || cell.get().leaseId() != operation.leaseId();
        if (dead && (status.equals("REPLACED") || status.equals("UNKNOWN"))) {
            next.add(state.with(operation.instance(), cell));
        }
    }

    private static boolean mayHold(Cell cell, long leaseId) {
        return leaseId == 0 || cell.leaseId() == 0 || cell.leaseId() == leaseId;
    }

    /** The instance, now that its lease was good for something. */
    private static Cell held(Cell cell, long leaseId) {
        return leaseId == 0 ? cell : cell.known(leaseId, cell.version()).orElse(cell);
    }

    private static boolean isRefusalOfHolder(Optional<Cell> cell, long leaseId, String reason) {
        if (leaseId == 0) {
            return cell.isEmpty() && reason.equals("INSTANCE_NOT_FOUND");
        }
        boolean other = cell.isEmpty() || cell.get().leaseId() != leaseId;
        boolean newer = cell.isPresent() && cell.get().leaseId() > leaseId;
        return other && (reason.equals("LEASE_REPLACED") || (reason.equals("LEASE_UNKNOWN") && !newer));
    }

    private static Optional<ServiceState> read(ServiceState state, Read read, long byNanos) {
        ServiceState next = state;
        for (Map.Entry<String, Cell> entry : state.cells().entrySet()) {
            String instance = entry.getKey();
            if (read.asked().isPresent() && !read.asked().get().equals(instance)) {
                continue;
            }
            Seen seen = read.seen().get(instance);
            Cell cell = entry.getValue();
            if (seen != null) {
                Optional<Cell> shown = shown(cell, seen, byNanos);
                if (shown.isEmpty()) {
                    return Optional.empty();
                }
                next = next.with(instance, shown).granted(seen.leaseId());
            } else if (read.complete()) {
                if (!cell.mayBeGoneBy(byNanos)) {
                    return Optional.empty();
                }
                next = next.with(instance, Optional.empty());
            }
        }
        return state.cells().keySet().containsAll(read.seen().keySet()) ? Optional.of(next) : Optional.empty();
    }

    private static Optional<Cell> shown(Cell cell, Seen seen, long byNanos) {
        if (!cell.content().equals(seen.content()) || (cell.lapsed() && !seen.lapsed())) {
            return Optional.empty();
        }
        if (seen.lapsed() && !cell.lapsed()) {
            return cell.mayLapseBy(byNanos) ? cell.asLapsed().known(seen.leaseId(), seen.version()) : Optional.empty();
        }
        return cell.known(seen.leaseId(), seen.version());
    }
}
